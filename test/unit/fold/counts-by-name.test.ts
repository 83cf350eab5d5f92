import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CountsByName } from '../../../lib/core/fold/counts-by-name.ts';

const name = fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor', '', ...'defghijkl');
const change = fc.oneof(
  fc.record({ kind: fc.constant('set' as const), name, count: fc.nat(9) }),
  fc.record({ kind: fc.constant('delete' as const), name, count: fc.constant(0) }),
);

describe('CountsByName', () => {
  it('is what a Map is, in the same order, after any changes', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
        const counts = new CountsByName();
        const map = new Map<string, number>();
        for (const { kind, name: changed, count } of changes) {
          if (kind === 'set') counts.set(changed, count);
          else counts.delete(changed);
          if (kind === 'set') map.set(changed, count);
          else map.delete(changed);
        }
        expect([...counts]).toEqual([...map]);
        expect([...counts.keys()]).toEqual([...map.keys()]);
        expect([...counts.values()]).toEqual([...map.values()]);
        expect(counts.size).toBe(map.size);
        const visited: [string, number][] = [];
        counts.forEach((count, visitedName) => {
          visited.push([visitedName, count]);
        });
        expect(visited).toEqual([...map]);
        for (const some of ['a', '__proto__', 'toString', 'l']) {
          expect(counts.get(some)).toBe(map.get(some));
          expect(counts.has(some)).toBe(map.has(some));
        }
      }),
    );
  });
});
