import { describe, expect, test } from 'vitest';
import {
  countDistinct,
  decodeDistinct,
  distinctOf,
  encodeDistinct,
  newDistinctCounter,
  resetDistinct,
} from '../../../lib/core/baseline/distinct-counter.ts';
import { ByteReader, ByteWriter } from '../../../lib/core/bytes.ts';
import { hash32 } from '../../../lib/core/hash.ts';

const counterOf = (names: number) => {
  const counter = newDistinctCounter();
  for (let name = 0; name < names; name++) countDistinct(counter, hash32(`name ${name}`));
  return counter;
};

describe('a counter of distinct hashes', () => {
  test.each([0, 1, 2, 20, 100, 400])('estimates %i within a tenth and one', (names) => {
    expect(Math.abs(distinctOf(counterOf(names)) - names)).toBeLessThanOrEqual(1 + names / 10);
  });

  test('counts what it knows already once, and nothing after a reset', () => {
    const counter = counterOf(5);
    countDistinct(counter, hash32('name 3'));
    expect(counter).toEqual(counterOf(5));
    resetDistinct(counter);
    expect(counter).toEqual(newDistinctCounter());
  });

  test('is the same when it was stored', () => {
    const writer = new ByteWriter();
    encodeDistinct(counterOf(60), writer);
    expect(decodeDistinct(new ByteReader(writer.finish()))).toEqual(counterOf(60));
  });
});
