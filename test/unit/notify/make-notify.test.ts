import { describe, expect, it } from 'vitest';
import { makeNotify } from '../../../lib/core/notify/make-notify.ts';
import { NotDelivered } from '../../../lib/core/notify/make-slack-call.ts';
import type { SlackReply } from '../../../lib/core/notify/slack-answer.ts';
import { epochMs } from '../../../lib/core/units.ts';

const OK: SlackReply = { status: 200, text: 'ok' };
const aNotification = (messageId: string) => ({ messageId, subject: 'Hello', message: 'text' });

/** A webhook with these answers in turn, a clock that only pauses move, and what was asked of both. */
const stage = (...answers: (SlackReply | 'silence')[]) => {
  let now = 0;
  const pauses: number[] = [];
  const bodies: { text: string; blocks?: unknown }[] = [];
  const addresses: boolean[] = [];
  const notify = makeNotify({
    destination: async (isFresh) => {
      addresses.push(isFresh);
      return { kind: 'webhook', url: 'https://hooks.example/x' };
    },
    threads: {
      read: () => Promise.reject(new Error('a webhook has no threads')),
      write: () => Promise.reject(new Error('a webhook has no threads')),
    },
    post: async ({ body }) => {
      bodies.push(body as { text: string });
      const answer = answers.shift() ?? OK;
      if (answer === 'silence') throw new Error('the connection was reset');
      return answer;
    },
    pause: async (milliseconds) => {
      pauses.push(milliseconds);
      now += milliseconds;
    },
    clock: () => epochMs(now),
    random: () => 0.5,
  });
  return { notify, pauses, bodies, addresses };
};
const DEADLINE = epochMs(57_000);

describe('posting to a webhook', () => {
  it('posts once what is delivered twice', async () => {
    const { notify, bodies } = stage();
    expect(await notify(aNotification('a'), DEADLINE)).toBe('sent');
    expect(await notify(aNotification('a'), DEADLINE)).toBe('repeated');
    expect(await notify(aNotification('b'), DEADLINE)).toBe('sent');
    expect(bodies).toHaveLength(2);
  });

  it('waits as long as Retry-After says', async () => {
    const { notify, pauses } = stage({ status: 429, text: 'rate_limited', retryAfterSeconds: 30 });
    expect(await notify(aNotification('a'), DEADLINE)).toBe('sent');
    expect(pauses).toEqual([30_000]);
  });

  it('comes back after server errors and silence, with growing pauses', async () => {
    const { notify, pauses } = stage({ status: 503, text: '' }, 'silence', { status: 500, text: '' });
    expect(await notify(aNotification('a'), DEADLINE)).toBe('sent');
    expect(pauses).toEqual([750, 1_500, 3_000]);
  });

  it('leaves the message to its queue when the time does not suffice, and posts it when it comes again', async () => {
    const { notify, bodies } = stage({ status: 429, text: '', retryAfterSeconds: 60 });
    await expect(notify(aNotification('a'), DEADLINE)).rejects.toThrow(NotDelivered);
    expect(bodies).toHaveLength(1);
    expect(await notify(aNotification('a'), DEADLINE)).toBe('sent');
  });

  it('sends text alone when the blocks are refused', async () => {
    const { notify, bodies } = stage({ status: 400, text: 'invalid_blocks' });
    expect(await notify(aNotification('a'), DEADLINE)).toBe('sent');
    expect(bodies.map((body) => 'blocks' in body)).toEqual([true, false]);
  });

  it('reads the address anew when the webhook is gone, and gives up when that does not help', async () => {
    const gone = { status: 404, text: 'no_service' };
    const healed = stage(gone);
    expect(await healed.notify(aNotification('a'), DEADLINE)).toBe('sent');
    expect(healed.addresses).toEqual([false, false, true]);
    const lost = stage(gone, gone);
    await expect(lost.notify(aNotification('a'), DEADLINE)).rejects.toThrow('refused with 404');
  });

  it('remembers a bounded number of messages', async () => {
    const { notify, bodies } = stage();
    for (let index = 0; index < 600; index++) await notify(aNotification(`m-${index}`), DEADLINE);
    expect(await notify(aNotification('m-599'), DEADLINE)).toBe('repeated');
    expect(await notify(aNotification('m-0'), DEADLINE)).toBe('sent');
    expect(bodies).toHaveLength(601);
  });
});
