import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { destinationOf } from '../../../lib/core/detect/destination.ts';
import type { ListKind } from '../../../lib/core/detect/destination-list.ts';
import { DestinationListBuilder } from '../../../lib/core/detect/destination-list-builder.ts';
import { listOf } from '../../../lib/core/detect/destination-lists.ts';
import { examineDestination } from '../../../lib/core/detect/examine-destination.ts';

const listFrom = (lines: readonly string[], kind: ListKind = 'block', name = 'test') => {
  const builder = new DestinationListBuilder();
  for (const line of lines) builder.add(line);
  return builder.build(name, kind);
};

describe('a destination list', () => {
  it.each([
    ['evil.example.com', 'evil.example.com', true],
    ['evil.example.com', 'a.b.evil.example.com', true],
    ['evil.example.com', 'notevil.example.com', false],
    ['evil.example.com', 'example.com', false],
    ['*.evil.example.com', 'x.evil.example.com', true],
    ['||ads.example^', 'cdn.ads.example', true],
    ['0.0.0.0 tracker.example # comment', 'tracker.example', true],
    ['EVIL.Example.COM.', 'evil.example.com', true],
    ['bücher.example', 'xn--bcher-kva.example', true],
    ['203.0.113.7', '203.0.113.7', true],
    ['203.0.113.7', '203.0.113.8', false],
    ['203.0.113.64/26', '203.0.113.64', true],
    ['203.0.113.64/26', '203.0.113.127', true],
    ['203.0.113.64/26', '203.0.113.128', false],
    ['203.0.113.77/26', '203.0.113.65', true],
    ['0.0.0.0/0', '198.51.100.1', true],
    ['2001:db8::/32', '2001:db8:1::1', true],
    ['2001:db8::/32', '2001:db9::1', false],
    ['2001:db8::1', '2001:0db8:0:0:0:0:0:1', true],
    ['::ffff:192.0.2.0/120', '::ffff:192.0.2.9', true],
  ])('%s holds %s: %s', (line, host, expected) => {
    expect(listFrom([line]).has(host)).toBe(expected);
  });

  it.each([
    ['', 'ignored'],
    ['# comment', 'ignored'],
    ['; comment', 'ignored'],
    ['! comment', 'ignored'],
    ['localhost', 'malformed'],
    ['300.1.1.1/8', 'malformed'],
    ['10.0.0.0/33', 'malformed'],
    ['2001:db8::/129', 'malformed'],
    [`${'a'.repeat(260)}.example`, 'malformed'],
    ['x'.repeat(5_000), 'malformed'],
    ['evil.example/path', 'malformed'],
  ])('takes the line %j as %s', (line, outcome) => {
    expect(new DestinationListBuilder().add(line)).toBe(outcome);
  });

  it('agrees with a naive list of intervals about every IPv4 address', () => {
    const network = fc.tuple(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.integer({ min: 8, max: 32 }));
    const dotted = (value: number): string => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.');
    fc.assert(
      fc.property(
        fc.array(network, { maxLength: 30 }),
        fc.integer({ min: 0, max: 2 ** 32 - 1 }),
        (networks, address) => {
          const list = listFrom(networks.map(([base, bits]) => `${dotted(base)}/${bits}`));
          const inside = (at: number): boolean =>
            networks.some(([base, bits]) => Math.floor(base / 2 ** (32 - bits)) === Math.floor(at / 2 ** (32 - bits)));
          const probes = [
            address,
            ...networks.flatMap(([base]) => [base, Math.max(0, base - 1), (base + 1) % 2 ** 32]),
          ];
          for (const probe of probes) expect(list.has(dotted(probe))).toBe(inside(probe));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('needs nine bytes or fewer an entry', () => {
    const builder = new DestinationListBuilder();
    for (let index = 0; index < 100_000; index++) builder.add(`host-${index}.example`);
    expect(builder.build('big', 'block').sizeBytes).toBeLessThanOrEqual(9 * 100_000);
  });
});

describe('lists', () => {
  const bad = listFrom(['evil.example', '198.51.100.0/24'], 'block', 'threats');
  const good = listFrom(['cdn.evil.example'], 'allow', 'ours');

  it('give the name of the list that blocks', () => {
    const examined = examineDestination('https://api.evil.example/x', { lists: [bad] });
    expect(examined.isBlocked).toBe(true);
    expect(examined.looks.reasons[0]).toBe('on block list threats');
  });

  it('an allow list corrects a block list, in whatever order', () => {
    for (const lists of [
      [bad, good],
      [good, bad],
    ]) {
      expect(listOf({ lists }, destinationOf('cdn.evil.example'))?.kind).toBe('allow');
      expect(listOf({ lists }, destinationOf('x.evil.example'))?.kind).toBe('block');
    }
  });

  it('an allowed destination has no risk, whatever it looks like', () => {
    const pool = listFrom(['pool.mining.example'], 'allow');
    expect(examineDestination('pool.mining.example:3333', { lists: [pool] }).looks.risk).toBe(0);
    expect(examineDestination('pool.mining.example:3333', { lists: [] }).looks.isCritical).toBe(true);
  });
});
