import type { FailureKind, RuntimeFamily, TrafficShape } from './function-profile.ts';

/** What a simulated function does for a living. */
export interface Role {
  readonly name: string;
  readonly traffic: TrafficShape['kind'];
  readonly activity: string;
  /** Hosts it may call; the cast picks some. `{region}` is replaced. */
  readonly hosts: readonly [string, ...string[]];
}

const TABLE = 'dynamodb.{region}.amazonaws.com';
const QUEUE = 'sqs.{region}.amazonaws.com';
const BUCKET = 's3.{region}.amazonaws.com';

/** Hosts of vendors are under `.example`, reserved by RFC 2606. */
export const ROLES: readonly Role[] = [
  { name: 'checkout-api', traffic: 'http', activity: 'POST /checkout', hosts: ['api.payments.example', TABLE] },
  { name: 'catalog-search', traffic: 'http', activity: 'GET /search', hosts: ['search.catalog.example', TABLE] },
  { name: 'orders-api', traffic: 'http', activity: 'GET /orders', hosts: [TABLE, 'api.shipping.example'] },
  { name: 'profile-api', traffic: 'http', activity: 'PATCH /profile', hosts: [TABLE, 'id.login.example'] },
  { name: 'cart-service', traffic: 'http', activity: 'PUT /cart/items', hosts: [TABLE] },
  {
    name: 'pricing-quote',
    traffic: 'http',
    activity: 'POST /quotes',
    hosts: ['rates.bank.example', 'api.tax.example'],
  },
  { name: 'session-auth', traffic: 'http', activity: 'POST /sessions', hosts: ['id.login.example', TABLE] },
  { name: 'booking-api', traffic: 'http', activity: 'POST /bookings', hosts: ['api.calendar.example', TABLE] },
  { name: 'reviews-api', traffic: 'http', activity: 'GET /reviews', hosts: [TABLE, 'moderation.text.example'] },
  { name: 'store-locator', traffic: 'http', activity: 'GET /stores', hosts: ['geo.maps.example'] },
  { name: 'email-sender', traffic: 'queue', activity: 'sent message', hosts: ['relay.mail.example'] },
  { name: 'thumbnail-maker', traffic: 'queue', activity: 'resized image', hosts: [BUCKET] },
  { name: 'invoice-worker', traffic: 'queue', activity: 'booked invoice', hosts: [BUCKET, 'api.tax.example'] },
  { name: 'webhook-dispatch', traffic: 'queue', activity: 'delivered hook', hosts: ['hooks.partner.example'] },
  {
    name: 'stock-sync',
    traffic: 'queue',
    activity: 'synchronised stock',
    hosts: ['erp.warehouse.example:8443', TABLE],
  },
  { name: 'push-notifier', traffic: 'queue', activity: 'pushed notification', hosts: ['push.mobile.example'] },
  { name: 'events-enricher', traffic: 'queue', activity: 'enriched event', hosts: [QUEUE, 'geo.maps.example'] },
  { name: 'heartbeat-probe', traffic: 'cron', activity: 'probe finished', hosts: ['status.pages.example'] },
  { name: 'feed-import', traffic: 'cron', activity: 'imported feed', hosts: ['feeds.supplier.example', BUCKET] },
  { name: 'exchange-rates', traffic: 'cron', activity: 'stored rates', hosts: ['rates.bank.example', TABLE] },
  { name: 'cache-warmer', traffic: 'cron', activity: 'warmed cache', hosts: ['search.catalog.example'] },
  { name: 'cleanup-expired', traffic: 'cron', activity: 'removed expired rows', hosts: [TABLE] },
  { name: 'campaign-fanout', traffic: 'bursty', activity: 'queued recipients', hosts: [QUEUE, 'crm.segments.example'] },
  { name: 'bulk-import', traffic: 'bursty', activity: 'imported rows', hosts: [BUCKET, TABLE] },
  { name: 'video-transcode', traffic: 'bursty', activity: 'transcoded segment', hosts: [BUCKET] },
  { name: 'export-runner', traffic: 'bursty', activity: 'wrote export', hosts: [BUCKET, 'files.partner.example'] },
  { name: 'refund-approval', traffic: 'sparse', activity: 'approved refund', hosts: ['api.payments.example'] },
  { name: 'gdpr-erasure', traffic: 'sparse', activity: 'erased subject', hosts: [TABLE, BUCKET] },
  { name: 'partner-onboarding', traffic: 'sparse', activity: 'created partner', hosts: ['crm.segments.example'] },
  { name: 'tax-certificate', traffic: 'sparse', activity: 'issued certificate', hosts: ['api.tax.example'] },
];

/** Uncaught errors as programs of each runtime have them. */
export const FAILURES: Readonly<Record<RuntimeFamily, readonly [FailureKind, ...FailureKind[]]>> = {
  nodejs: [
    { errorType: 'TypeError', message: "Cannot read properties of undefined (reading 'id')" },
    { errorType: 'ValidationError', message: 'quantity must be a positive integer' },
    { errorType: 'ConditionalCheckFailedException', message: 'The conditional request failed' },
    { errorType: 'TimeoutError', message: 'socket timed out without establishing a connection' },
  ],
  python: [
    { errorType: 'KeyError', message: "'customerId'" },
    { errorType: 'ValueError', message: 'time data does not match format' },
    { errorType: 'ReadTimeoutError', message: 'Read timeout on endpoint URL' },
    { errorType: 'ConnectionError', message: 'connection reset by peer' },
  ],
  java: [
    { errorType: 'java.lang.IllegalStateException', message: 'shipment is already closed' },
    { errorType: 'java.lang.NullPointerException', message: 'order must not be null' },
    { errorType: 'java.net.SocketTimeoutException', message: 'Read timed out' },
  ],
};
