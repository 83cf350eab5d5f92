import type { WebhookAnswer } from '../core/notify/make-notify.ts';

const ANSWER_TIMEOUT_MS = 10_000;
const MOST_ANSWER_CHARS = 200;

/** Posts JSON to a webhook. Redirects are not followed: the address is a secret. */
export const postWebhook = async (url: string, body: string): Promise<WebhookAnswer> => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body,
    redirect: 'manual',
    signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
  });
  const text = (await response.text()).slice(0, MOST_ANSWER_CHARS);
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
  const isSaid = Number.isFinite(retryAfter) && retryAfter >= 0;
  return { status: response.status, text, ...(isSaid && { retryAfterSeconds: retryAfter }) };
};
