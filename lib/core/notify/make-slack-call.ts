import type { EpochMs } from '../units.ts';
import { type SlackAnswer, type SlackReply, slackAnswer } from './slack-answer.ts';
import type { SlackDestination, SlackDestinationReader } from './slack-destination.ts';

/** One post: JSON to an address, as a bot or as nobody. */
export interface SlackPost {
  readonly url: string;
  readonly body: object;
  readonly token?: string;
}

export interface SlackCallPorts {
  readonly destination: SlackDestinationReader;
  /** Rejects when there was no answer. */
  readonly post: (post: SlackPost) => Promise<SlackReply>;
  readonly pause: (milliseconds: number) => Promise<void>;
  readonly clock: () => EpochMs;
  /** In [0, 1). */
  readonly random: () => number;
}

/** The message was not taken; whoever brought it keeps it. */
export class NotDelivered extends Error {
  override readonly name = 'NotDelivered';
}

const FIRST_DELAY_MS = 1_000; // Slack takes one message a second per webhook or channel
const LONGEST_DELAY_MS = 20_000;

const delayOf = (reply: SlackReply | undefined, failures: number, random: number): number => {
  const asked = reply?.retryAfterSeconds;
  if (asked !== undefined) return asked * 1_000;
  const grown = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (failures - 1));
  return grown / 2 + (random * grown) / 2;
};

/** Posts what is to be posted to a destination, until `deadline`. */
export type SlackCall = (
  postTo: (destination: SlackDestination) => SlackPost,
  deadline: EpochMs,
) => Promise<SlackAnswer>;

/**
 * Posts again after throttles, server errors and silence for as long as the deadline allows, and not before `Retry-After`;
 * and once more with a destination read anew when Slack no longer knows the one that was remembered. The answer may be a
 * refusal.
 * @throws NotDelivered when time is over
 */
export const makeSlackCall =
  ({ destination, post, pause, clock, random }: SlackCallPorts): SlackCall =>
  async (postTo, deadline) => {
    let isFresh = false;
    for (let failures = 1; ; failures++) {
      const place = await destination(isFresh);
      const reply = await post(postTo(place)).catch(() => undefined);
      const answer = slackAnswer(reply, place.kind);
      if (!answer.mayPass) {
        if (isFresh || !answer.needsFresh) return answer;
        isFresh = true;
        continue;
      }
      const delay = delayOf(reply, failures, random());
      if (clock() + delay >= deadline) throw new NotDelivered(`no answer but ${answer.code} in time`);
      await pause(delay);
    }
  };
