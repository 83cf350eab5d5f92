import { describe, expect, it } from 'vitest';
import type { FallbackReason } from '../../../lib/core/fold/fallback.ts';
import { emptyIngestTally, type IngestTally, tallyTeller } from '../../../lib/core/pipeline/ingest-tally.ts';
import { epochMs } from '../../../lib/core/units.ts';

const aTeller = () => {
  const lines: { figures: Readonly<Record<string, number>>; details: object | undefined }[] = [];
  let now = 1_000_000;
  const metrics = {
    emit: (figures: Readonly<Record<string, number>>, details?: object) => lines.push({ figures, details }),
  };
  return {
    lines,
    tell: tallyTeller(metrics, () => epochMs(now)),
    wait: (spanMs: number) => {
      now += spanMs;
    },
  };
};

const aTally = (counts: Partial<IngestTally>): IngestTally => ({ ...emptyIngestTally(), ...counts });

const emitted = (...fallbacks: [FallbackReason, number][]) => {
  const { lines, tell } = aTeller();
  tell(aTally({ fallbacks: new Map(fallbacks) }));
  return lines;
};

describe('what invocations came to', () => {
  it('is summed up while it is routine, and nothing of it is lost, no reason either', () => {
    const { lines, tell, wait } = aTeller();
    for (let invocation = 0; invocation < 5; invocation++) {
      tell(aTally({ events: 10, fallbacks: new Map([['line_unclear', 2]]), sources: new Map([['lambda', 10]]) }));
      wait(9_000);
    }
    expect(lines.map(({ figures }) => figures['eventsIngested'])).toEqual([10, 30]);
    expect(lines[1]?.details).toMatchObject({ fallbacks: { line_unclear: 6 }, sources: { lambda: 30 } });
    wait(20_000);
    tell(aTally({ events: 1 }));
    expect(lines.at(-1)).toMatchObject({
      figures: { eventsIngested: 11 },
      details: { fallbacks: { line_unclear: 2 } },
    });
  });

  it.each<readonly [name: 'skipped' | 'unreadable' | 'dropped' | 'fallbacks', Partial<IngestTally>, figures: object]>([
    ['skipped', { skipped: new Map([['timestamp_invalid', 2]]) }, { eventsSkipped: 2 }],
    ['unreadable', { unreadable: new Map([['decode.not_gzip', 1]]) }, { eventsSkipped: 1 }],
    ['dropped', { dropped: new Map([['foreign_filter', 3]]) }, { eventsSkipped: 3 }],
    ['fallbacks', { fallbacks: new Map([['payload_tail', 1]]) }, { fallbacks: 1 }],
  ])('is told at once when it is not routine, by its reason: %s', (name, counts, figures) => {
    const { lines, tell } = aTeller();
    tell(aTally({ events: 10 }));
    tell(aTally({ events: 5, ...counts }));
    const reasons = Object.fromEntries(counts[name] ?? []);
    expect(lines[1]).toMatchObject({ figures: { eventsIngested: 5, ...figures }, details: { [name]: reasons } });
  });

  it('is told all the same by a clock that was set back', () => {
    const { lines, tell, wait } = aTeller();
    tell(aTally({ events: 1 }));
    wait(-3_600_000);
    tell(aTally({ events: 2 }));
    expect(lines[1]?.figures).toMatchObject({ eventsIngested: 2 });
  });
});

describe('what was read the slow way', () => {
  it('is a figure where nobody expected the layout, and has all of its reasons beside it', () => {
    const [line, ...more] = emitted(['payload_tail', 2], ['event_layout', 5], ['line_unclear', 40]);
    expect(more).toEqual([]);
    expect(line?.figures).toMatchObject({ fallbacks: 7 });
    expect(line?.details).toMatchObject({ fallbacks: { payload_tail: 2, event_layout: 5, line_unclear: 40 } });
  });

  it('is none for errors, logs of other sources and what is no payload', () => {
    const [line] = emitted(['line_unclear', 9], ['payload_not_lambda', 9], ['payload_bytes', 9]);
    expect(line?.figures).not.toHaveProperty('fallbacks');
    expect(line?.details).toMatchObject({ fallbacks: { payload_not_lambda: 9 } });
  });
});
