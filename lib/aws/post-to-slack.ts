import type { SlackPost } from '../core/notify/make-slack-call.ts';
import type { SlackReply } from '../core/notify/slack-answer.ts';

const ANSWER_TIMEOUT_MS = 10_000;
/** A bot's answer repeats the message; what matters stands in front of it. */
const MOST_ANSWER_CHARS = 500_000;

/** Posts JSON. Redirects are not followed: address and token are secrets. */
export const postToSlack = async ({ url, body, token }: SlackPost): Promise<SlackReply> => {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json; charset=utf-8',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
    redirect: 'manual',
    signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
  });
  const text = (await response.text()).slice(0, MOST_ANSWER_CHARS);
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
  const isSaid = Number.isFinite(retryAfter) && retryAfter >= 0;
  return { status: response.status, text, ...(isSaid && { retryAfterSeconds: retryAfter }) };
};
