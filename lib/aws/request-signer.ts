import { createHash, createHmac } from 'node:crypto';
import type { AwsCredentials } from './aws-connection.ts';

/** A request to AWS. */
export interface SignableRequest {
  /** `POST` unless given: all protocols but one. */
  readonly method?: 'GET' | 'POST';
  readonly url: URL;
  /** Lower-case names. All of them are signed. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';

/**
 * Signature Version 4 of one service in one Region. The key is derived once a day. A page of code here saves a tenth of
 * the ingest bundle; a test compares every signature with another implementation's.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export class RequestSigner {
  readonly #credentials: AwsCredentials;
  readonly #region: string;
  readonly #service: string;
  #day = '';
  #key: Uint8Array = new Uint8Array();

  constructor(credentials: AwsCredentials, region: string, service: string) {
    this.#credentials = credentials;
    this.#region = region;
    this.#service = service;
  }

  /** The headers to send: those given, date, session token and authorization. The HTTP client adds `host` itself. */
  sign({ method = 'POST', url, headers, body }: SignableRequest, at: Date): Record<string, string> {
    const { accessKeyId, sessionToken } = this.#credentials;
    const time = at.toISOString().replace(/[-:]|\.\d{3}/g, '');
    const sent: Record<string, string> = {
      ...headers,
      'x-amz-date': time,
      ...(sessionToken !== undefined && { 'x-amz-security-token': sessionToken }),
    };
    const signed = Object.entries({ ...sent, host: url.host }).sort(([a], [b]) => (a < b ? -1 : 1));
    const names = signed.map(([name]) => name).join(';');
    const canonicalHeaders = signed.map(([name, value]) => `${name}:${value.trim()}\n`).join('');
    const canonical = [method, canonicalPath(url), canonicalQuery(url), canonicalHeaders, names, sha256(body)].join(
      '\n',
    );
    const day = time.slice(0, 8);
    const scope = `${day}/${this.#region}/${this.#service}/aws4_request`;
    const toSign = [ALGORITHM, time, scope, sha256(canonical)].join('\n');
    const signature = createHmac('sha256', this.#keyOf(day)).update(toSign).digest('hex');
    return {
      ...sent,
      authorization: `${ALGORITHM} Credential=${accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
    };
  }

  #keyOf(day: string): Uint8Array {
    if (day !== this.#day) {
      const parts = [day, this.#region, this.#service, 'aws4_request'];
      const secret: Uint8Array = Buffer.from(`AWS4${this.#credentials.secretAccessKey}`);
      this.#key = parts.reduce((key, part) => createHmac('sha256', key).update(part).digest(), secret);
      this.#day = day;
    }
    return this.#key;
  }
}

/** Encoded once more than it is sent, as every service but S3 wants it. */
const canonicalPath = ({ pathname }: URL): string => pathname.split('/').map(percentEncoded).join('/');

/** Parameters by name, each percent-encoded but for unreserved characters. */
const canonicalQuery = ({ searchParams }: URL): string =>
  [...searchParams]
    .map(([name, value]) => `${percentEncoded(name)}=${percentEncoded(value)}`)
    .sort()
    .join('&');

const percentEncoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
