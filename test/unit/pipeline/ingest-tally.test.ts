import { describe, expect, it } from 'vitest';
import type { FallbackReason } from '../../../lib/core/fold/fallback.ts';
import { emitTally, emptyIngestTally } from '../../../lib/core/pipeline/ingest-tally.ts';

const emitted = (...fallbacks: [FallbackReason, number][]) => {
  const lines: { figures: object; details: object | undefined }[] = [];
  const tally = { ...emptyIngestTally(), fallbacks: new Map(fallbacks) };
  emitTally({ emit: (figures, details) => lines.push({ figures, details }) }, tally);
  return lines;
};

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
