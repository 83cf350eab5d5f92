import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ownLogGroup } from '../../lib/core/own-log-groups.ts';
import { circleSignRow } from '../../lib/core/pipeline/circle-sign.ts';
import { makeIngest } from '../../lib/core/pipeline/ingest.ts';
import type { MetricKey } from '../../lib/core/pipeline/ports.ts';
import { makeSubscribeCreated } from '../../lib/core/subscribe/subscribe-created.ts';
import { epochMs } from '../../lib/core/units.ts';
import { LogAccount, OWN_FILTER, rule } from '../support/log-account.ts';
import { type LoggedEvent, loggedLines, OWNER } from '../support/log-payload.ts';

const OWN_GROUP = ownLogGroup('test', 'ingest');
const REQUEST = '0e8f1a52-0000-4000-8000-000000000001';
/** CloudWatch Logs delivers a few seconds after a line was written. */
const DELIVERY_MS = 5_000;
const RUN_EVERY_MS = 300_000;

interface Delivery {
  readonly group: string;
  readonly filter: string;
  readonly events: readonly LoggedEvent[];
}

/**
 * An account in which log lines go where filters send them: those of ingest come back to it wherever there is a way. Each
 * delivery takes time, and `subscribe` runs when its time has come.
 */
class World {
  readonly account = new LogAccount();
  /** Filters of others whose deliveries reach ingest all the same, as those of a shared stream do. */
  readonly alsoToIngest = new Set<string>();
  /** A function that logs again whatever some filter gives it. */
  relay: { readonly filter: string; readonly group: string } | undefined;
  readonly metrics = new Map<MetricKey, number>();
  deliveries = 0;
  #queue: Delivery[] = [];
  #nextRunMs = this.account.nowMs;
  readonly #ingest = makeIngest({
    table: this.account.table,
    clock: () => epochMs(this.account.nowMs),
    metrics: {
      emit: (figures) => {
        for (const [key, value] of Object.entries(figures)) {
          this.metrics.set(key as MetricKey, (this.metrics.get(key as MetricKey) ?? 0) + value);
        }
      },
    },
    settings: { region: 'eu-west-1', salt: 7, slots: 1, subscriptionFilter: OWN_FILTER },
  });

  /** An invocation of a function, as it logs it. */
  invoke(group: string): void {
    const events = loggedLines({ requestId: REQUEST, at: epochMs(this.account.nowMs), durationMs: 12 });
    for (const filter of this.account.filters.get(group) ?? []) this.#queue.push({ group, filter, events });
  }

  /** Lets lines go round until there are none left, or `spanMs` is over. */
  async run(spanMs: number): Promise<void> {
    const endMs = this.account.nowMs + spanMs;
    while (this.account.nowMs < endMs && (this.#queue.length > 0 || this.account.nowMs >= this.#nextRunMs)) {
      if (this.account.nowMs >= this.#nextRunMs) {
        this.#nextRunMs += RUN_EVERY_MS;
        await this.account.run(60_000);
        continue;
      }
      const delivery = this.#queue.shift();
      this.account.nowMs += DELIVERY_MS;
      if (delivery !== undefined) await this.#deliver(delivery);
    }
  }

  get isQuiet(): boolean {
    return this.#queue.length === 0;
  }

  async #deliver({ group, filter, events }: Delivery): Promise<void> {
    if (filter === this.relay?.filter) return this.invoke(this.relay.group);
    if (filter !== OWN_FILTER && !this.alsoToIngest.has(filter)) return;
    this.deliveries += 1;
    const payload = {
      messageType: 'DATA_MESSAGE',
      owner: OWNER,
      logGroup: group,
      logStream: '2026/01/05/[$LATEST]0123456789abcdef0123456789abcdef',
      subscriptionFilters: [filter],
      policyLevel: 'LOG_GROUP_LEVEL_POLICY',
      logEvents: events,
    };
    const data = gzipSync(JSON.stringify(payload)).toString('base64');
    await this.#ingest({ kind: 'direct', data }, 'attempt');
    this.invoke(OWN_GROUP);
  }
}

const aWorld = (...groups: string[]): World => {
  const world = new World();
  world.account.withGroups(OWN_GROUP, ownLogGroup('test', 'evaluate'), ...groups);
  return world;
};

describe('whoever tries to build a loop', () => {
  it('cannot by asking for everything: own groups never get the filter', async () => {
    const world = aWorld('/aws/lambda/shop');
    world.account.selection = [rule('/'), rule('/nightjar/', { includePatterns: ['*'] })];
    await world.run(60_000);
    world.invoke('/aws/lambda/shop');
    await world.run(3_600_000);
    expect(world.account.subscribed).toEqual(['/aws/lambda/shop']);
    expect(world).toMatchObject({ deliveries: 1, isQuiet: true });
  });

  it('cannot by creating an own group, which EventBridge tells of', async () => {
    const world = aWorld();
    const created = makeSubscribeCreated(world.account.ports(), [rule('/')]);
    expect(await created(OWN_GROUP)).toBe('unwanted');
    expect(world.account.subscribed).toEqual([]);
  });

  it('can by putting the filter on an own group by hand: it goes round until subscribe takes it off', async () => {
    const world = aWorld('/aws/lambda/shop');
    await world.run(60_000);
    world.account.filters.set(OWN_GROUP, [OWN_FILTER]);
    world.invoke('/aws/lambda/shop');
    await world.run(3_600_000);
    expect(world.isQuiet).toBe(true);
    expect(world.account.subscribed).toEqual(['/aws/lambda/shop']);
    expect(world.deliveries).toBeLessThanOrEqual((2 * RUN_EVERY_MS) / DELIVERY_MS);
    expect(world.metrics.get('circles')).toBe(world.deliveries - 1);
    expect(world.metrics.get('eventsIngested')).toBe(3); // what ingest wrote itself was never counted
  });

  it('can by a filter of his own that leads to ingest: it is named, and nothing new is subscribed meanwhile', async () => {
    const world = aWorld('/aws/lambda/shop');
    await world.run(60_000);
    world.account.filters.set(OWN_GROUP, ['theirs']);
    world.alsoToIngest.add('theirs');
    world.invoke('/aws/lambda/shop');
    world.account.withGroups('/aws/lambda/new');
    await world.run(2 * RUN_EVERY_MS);
    expect(world.account.filters.get(OWN_GROUP)).toEqual(['theirs']);
    const sign = await circleSignRow(world.account.table).read();
    expect(sign).toMatchObject({ logGroup: OWN_GROUP, filters: ['theirs'] });
    expect(world.account.subscribed).toEqual(['/aws/lambda/shop']);
    expect(world.metrics.get('eventsIngested')).toBe(3);
  });

  it('can by a function that logs what ingest logs: own volume stops subscribing', async () => {
    const world = aWorld('/aws/lambda/shop', '/aws/lambda/relay');
    await world.run(60_000);
    world.account.filters.set(OWN_GROUP, ['relay']);
    world.relay = { filter: 'relay', group: '/aws/lambda/relay' };
    world.invoke('/aws/lambda/shop');
    await world.run(RUN_EVERY_MS);
    expect(world.isQuiet).toBe(false); // no single batch shows it
    world.account.bytes.set(OWN_GROUP, 80e6).set(undefined, 170e6);
    await world.run(4 * RUN_EVERY_MS);
    world.account.withGroups('/aws/lambda/new');
    await world.run(4 * RUN_EVERY_MS);
    expect(world.account.subscribed).not.toContain('/aws/lambda/new');
  });
});
