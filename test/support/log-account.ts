import {
  isNamed,
  type LogGroupRule,
  type LogGroupSelection,
  type TagFilter,
} from '../../lib/core/log-group-selection.ts';
import { ownLogGroup } from '../../lib/core/own-log-groups.ts';
import { circleSignRow } from '../../lib/core/pipeline/circle-sign.ts';
import { MemoryTable } from '../../lib/core/pipeline/memory-table.ts';
import { accountPlanRow, forbidsFilters } from '../../lib/core/subscribe/account-plan.ts';
import { criteriaOf } from '../../lib/core/subscribe/account-policy.ts';
import type { LoggingFunction } from '../../lib/core/subscribe/blind-spots.ts';
import { isOpen } from '../../lib/core/subscribe/circle.ts';
import type { FilterOutcome, LogGroup, RemovalOutcome } from '../../lib/core/subscribe/log-groups.ts';
import { ServiceBusy } from '../../lib/core/subscribe/pace.ts';
import { makeSubscribe, type SubscribePorts, type SubscribeReport } from '../../lib/core/subscribe/run-subscribe.ts';
import { subscriptionStatusRow } from '../../lib/core/subscribe/subscription-status.ts';
import { sweepRow } from '../../lib/core/subscribe/sweep.ts';
import { epochMs } from '../../lib/core/units.ts';

export const OWN_FILTER = 'nightjar-test';

/** CloudWatch Logs' fixed number of filters for each group. */
const MAX_FILTERS = 2;

export type Operation = 'list' | 'functions' | 'tagged' | 'put' | 'remove' | 'metrics' | 'policy';

/** The process was gone in the middle of a call. */
export class Death extends Error {}

interface Call {
  readonly operation: Operation;
  readonly atMs: number;
  readonly name: string;
}

/** A rule that takes everything below a prefix. */
export const rule = (prefix: string, more: Partial<LogGroupRule> = {}): LogGroupRule => ({
  prefix,
  exclude: [],
  includePatterns: [],
  excludePatterns: [],
  includeTags: [],
  excludeTags: [],
  ...more,
});

/**
 * The log groups, functions and tags of an account, as subscribing sees them. Its clock moves only while subscribing
 * waits; what it stores outlives a run, what it remembers does not.
 */
export class LogAccount {
  groups: LogGroup[] = [];
  functions: LoggingFunction[] = [];
  /** Tags by the ARN of what bears them. */
  readonly tags = new Map<string, Readonly<Record<string, string>>>();
  /** Names of the filters by group. */
  readonly filters = new Map<string, string[]>();
  readonly denied = new Set<string>();
  /** The one policy of the account. */
  policy: { readonly name: string; readonly excluded: readonly string[]; readonly destinationArn: string } | undefined;
  /** Which share of foreign volume allows the policy; `undefined` where it is not allowed. */
  maximumForeignShare: number | undefined;
  /** What each group logged lately; `undefined` is all of them. */
  readonly bytes = new Map<string | undefined, number>();
  calls: Call[] = [];
  nowMs = Date.UTC(2026, 0, 5, 12);
  table = new MemoryTable();
  selection: LogGroupSelection = [rule('/aws/lambda/')];
  stoppedAfter = Number.POSITIVE_INFINITY;
  isRemoved = false;
  /** The most groups that were delivered twice, or not at all, at any time since the policy stood. */
  mostDoubled = 0;
  mostUnseen = 0;
  /** Groups to a page of the listing. */
  pageSize = 50;
  /** What happens at a call, before it takes effect. */
  strike: (call: number) => 'busy' | 'death' | undefined = () => undefined;

  withGroups(...names: string[]): this {
    const createdAt = epochMs(this.nowMs);
    this.groups.push(...names.map((name) => ({ name, createdAt, logClass: 'STANDARD' })));
    this.groups.sort((a, b) => (a.name < b.name ? -1 : 1));
    return this;
  }

  withFunction(name: string, more: Partial<LoggingFunction> = {}): this {
    this.functions.push({ name, logGroup: `/aws/lambda/${name}`, systemLogLevel: 'INFO', ...more });
    return this;
  }

  namesOf(operation: Operation): string[] {
    return this.calls.filter((call) => call.operation === operation).map(({ name }) => name);
  }

  /** Groups that bear this installation's filter. */
  get subscribed(): string[] {
    return [...this.filters].flatMap(([name, filters]) => (filters.includes(OWN_FILTER) ? [name] : [])).sort();
  }

  run(spanMs: number, target = 'ingest'): Promise<SubscribeReport> {
    const subscribe = makeSubscribe(this.ports(target), {
      selection: this.selection,
      target,
      filterName: OWN_FILTER,
      ingestLogGroup: ownLogGroup('test', 'ingest'),
      ...(this.maximumForeignShare === undefined
        ? {}
        : {
            account: {
              maximumForeignShare: this.maximumForeignShare,
              transport: 'direct' as const,
              destinationArn: target,
            },
          }),
    });
    return subscribe(epochMs(this.nowMs + spanMs));
  }

  ports(destinationArn = 'ingest'): SubscribePorts {
    return {
      clock: () => epochMs(this.nowMs),
      pause: async (pauseMs) => {
        this.nowMs += pauseMs;
      },
      isRemoved: async () => this.isRemoved,
      plans: accountPlanRow(this.table),
      policies: {
        read: async () => {
          this.#call('policy', 'read');
          return this.policy && { ...this.policy, criteria: criteriaOf(this.policy.excluded) };
        },
        put: async (excluded) => {
          this.#call('policy', 'put');
          if (this.policy !== undefined && this.policy.name !== OWN_FILTER) return 'taken';
          this.policy = { name: OWN_FILTER, excluded, destinationArn };
          this.#look();
          return 'put';
        },
        remove: async () => {
          this.#call('policy', 'remove');
          if (this.policy?.name === OWN_FILTER) this.policy = undefined;
          this.#look();
        },
      },
      isStopped: async () => {
        if (this.isRemoved || forbidsFilters(await accountPlanRow(this.table).read())) return true;
        const isRemoved = this.stoppedAfter < this.calls.length && this.namesOf('put').length >= this.stoppedAfter;
        return isRemoved || isOpen(await circleSignRow(this.table).read(), epochMs(this.nowMs));
      },
      signs: circleSignRow(this.table),
      incomingBytes: {
        sums: async (names) => {
          this.#call('metrics', '');
          return names.map((name) => this.bytes.get(name) ?? 0);
        },
      },
      sweeps: sweepRow(this.table),
      statuses: subscriptionStatusRow(this.table),
      logGroups: {
        list: async (prefix, after = '0') => {
          this.#call('list', prefix);
          const below = this.groups.filter(({ name }) => name.startsWith(prefix));
          return this.#page(below, after, (groups) => ({ groups }));
        },
        putFilter: async (name) => this.#putFilter(name),
        removeFilter: async (name) => this.#removeFilter(name),
      },
      functions: {
        list: async (after = '0') => {
          this.#call('functions', '');
          return this.#page(this.functions, after, (functions) => ({ functions }));
        },
      },
      tagged: {
        list: async (filters, after = '0') => {
          this.#call('tagged', '');
          const arns = [...this.tags].flatMap(([arn, tags]) => (bears(tags, filters) ? [arn] : []));
          return this.#page(arns, after, (page) => ({ arns: page }));
        },
      },
    };
  }

  #putFilter(name: string): FilterOutcome {
    this.#call('put', name);
    if (!this.groups.some((group) => group.name === name)) return 'gone';
    if (this.denied.has(name)) return 'denied';
    const filters = this.filters.get(name) ?? [];
    if (!filters.includes(OWN_FILTER)) {
      if (filters.length >= MAX_FILTERS) return 'filters-taken';
      this.filters.set(name, [...filters, OWN_FILTER]);
      this.#look();
    }
    return 'put';
  }

  #removeFilter(name: string): RemovalOutcome {
    this.#call('remove', name);
    const filters = this.filters.get(name) ?? [];
    if (!filters.includes(OWN_FILTER)) return 'absent';
    this.filters.set(
      name,
      filters.filter((filter) => filter !== OWN_FILTER),
    );
    this.#look();
    return 'removed';
  }

  /** How the groups below the first rule's prefix are delivered now. */
  #look(): void {
    if (this.maximumForeignShare === undefined) return;
    const excluded = new Set(this.policy?.excluded);
    const isCovered = (name: string) => this.policy?.name === OWN_FILTER && !excluded.has(name);
    const names = this.groups.map(({ name }) => name).filter((name) => isNamed(name, this.selection));
    const ways = names.map(
      (name) => Number(isCovered(name)) + Number(this.filters.get(name)?.includes(OWN_FILTER) ?? false),
    );
    this.mostDoubled = Math.max(this.mostDoubled, ways.filter((count) => count > 1).length);
    if (this.policy?.name === OWN_FILTER) {
      this.mostUnseen = Math.max(this.mostUnseen, ways.filter((count) => count === 0).length);
    }
  }

  #call(operation: Operation, name: string): void {
    const struck = this.strike(this.calls.length);
    this.calls.push({ operation, name, atMs: this.nowMs });
    if (struck === 'busy') throw new ServiceBusy('Rate exceeded');
    if (struck === 'death') throw new Death('the process ended');
  }

  #page<Item, Page extends object>(
    items: readonly Item[],
    after: string,
    pageOf: (items: Item[]) => Page,
  ): Page & { readonly next?: string } {
    const end = Number(after) + this.pageSize;
    return { ...pageOf(items.slice(Number(after), end)), ...(end < items.length ? { next: String(end) } : {}) };
  }
}

const bears = (tags: Readonly<Record<string, string>>, filters: readonly TagFilter[]): boolean =>
  filters.every(({ key, values }) => {
    const value = tags[key];
    return value !== undefined && (values.length === 0 || values.includes(value));
  });
