import type { LogGroup, LogGroupList } from './log-groups.ts';
import { isWanted, type SubscriptionScope } from './sweep.ts';

/** Two calls a second: the account has five, and others need some. */
export const CALL_EVERY_MS = 500;

export type Pause = (spanMs: number) => Promise<void>;

/** The groups of a scope, each once, at the pace that CloudWatch Logs allows. */
export const listWanted = async (
  logGroups: LogGroupList,
  scope: SubscriptionScope,
  pause: Pause,
): Promise<readonly LogGroup[]> => {
  const wanted = new Map<string, LogGroup>();
  for (const prefix of scope.prefixes) {
    let next: string | undefined;
    do {
      const page = await logGroups.list(prefix, next);
      for (const group of page.groups) if (isWanted(group.name, scope)) wanted.set(group.name, group);
      next = page.next;
      await pause(CALL_EVERY_MS);
    } while (next !== undefined);
  }
  return [...wanted.values()];
};
