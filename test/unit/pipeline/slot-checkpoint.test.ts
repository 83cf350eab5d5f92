import { describe, expect, it } from 'vitest';
import { decodeCheckpoint, encodeCheckpoint } from '../../../lib/core/pipeline/slot-checkpoint.ts';
import { beginCheckpoint } from '../../../lib/core/pipeline/slot-checkpoints.ts';
import { minute } from '../../../lib/core/units.ts';

const begun = beginCheckpoint(minute(29_000_000), {
  salt: 1,
  slots: 1,
  learningMinutes: 60,
  historyDays: 35,
  minimumSeverity: 'low',
});

/** Of so many functions, as far as its size goes. */
const checkpointOf = (bytes: number) => ({ ...begun, fleet: new Uint8Array(bytes).map((_, index) => index % 7) });

describe('a stored checkpoint', () => {
  it.each([10, 60_000])('is read as it was, with a state of %i bytes', (bytes) => {
    const checkpoint = checkpointOf(bytes);
    expect(decodeCheckpoint(encodeCheckpoint(checkpoint))).toEqual(checkpoint);
  });

  it('takes up less than its state where that is large', () => {
    expect(encodeCheckpoint(checkpointOf(500_000)).length).toBeLessThan(250_000);
  });

  it('of a layout that is newer than the program is refused', () => {
    const bytes = encodeCheckpoint(begun);
    bytes[0] = 9;
    expect(() => decodeCheckpoint(bytes)).toThrow('checkpoint of version 9');
  });
});
