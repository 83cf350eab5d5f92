import { describe, expect, it } from 'vitest';
import type { AlarmEdge } from '../../../lib/core/detect/alarm-edge.ts';
import type { FunctionKey } from '../../../lib/core/function-key.ts';
import { attributeEdge, attributeSubject, type SubjectMap } from '../../../lib/core/incident/attribute-subject.ts';
import { sameFunctionAmong } from '../../../lib/core/incident/network-map.ts';
import { minute } from '../../../lib/core/units.ts';

const keyOf = (name: string, account = '111122223333', region = 'eu-west-1'): FunctionKey => ({
  account,
  region,
  name,
});
const CHECKOUT = keyOf('checkout');
const CART = keyOf('cart');
const mapOf = (some: Partial<SubjectMap> = {}): SubjectMap => ({
  functionsOn: () => [],
  functionOfSession: () => undefined,
  sameFunction: (named) => named,
  ...some,
});
const edgeOf = (name: string): AlarmEdge => ({
  id: `111122223333/eu-west-1/${name}|outbound|100`,
  function: keyOf(name),
  signal: 'outbound',
  type: 'opened',
  minute: minute(100),
  openedAt: minute(100),
  evidence: {
    signal: 'outbound',
    direction: 'new',
    observed: 1,
    expected: { lower: null, upper: 0 },
    unit: 'new destinations/h',
    score: 2,
    sampleSize: 1,
    comparedWith: 'destinations known',
    since: minute(100),
    severity: 'high',
    afterDeploy: false,
    facts: [],
  },
});
const INTERFACE = 'interface:eni-0a1b';

describe('attributeSubject', () => {
  it('gives an interface of one function to it, however often the lookup names it', () => {
    const map = mapOf({ functionsOn: () => [CHECKOUT, CHECKOUT] });
    expect(attributeSubject(keyOf(INTERFACE), map)).toEqual({ kind: 'function', function: CHECKOUT });
  });

  it('keeps functions that share an interface together, in one order', () => {
    const map = mapOf({ functionsOn: () => [CHECKOUT, CART] });
    expect(attributeSubject(keyOf(INTERFACE), map)).toEqual({ kind: 'network-group', functions: [CART, CHECKOUT] });
  });

  it('says so when nobody is known', () => {
    for (const name of [INTERFACE, 'address:vpc-0a/10.0.1.5', 'role-session:shop/checkout']) {
      expect(attributeSubject(keyOf(name), mapOf())).toEqual({ kind: 'none' });
    }
  });
});

describe('attributeEdge', () => {
  it('leaves alarms of functions alone', () => {
    const edge = edgeOf('checkout');
    expect(attributeEdge(edge, mapOf())).toBe(edge);
  });

  it('turns an alarm of an interface into one of its function, under the same id, and says where it was recorded', () => {
    const edge = edgeOf(INTERFACE);
    const attributed = attributeEdge(edge, mapOf({ functionsOn: () => [CHECKOUT] }));
    expect(attributed).toEqual({
      ...edge,
      function: CHECKOUT,
      attribution: 'recorded for network interface eni-0a1b, which is used by this function only',
    });
  });

  it('names every member of a group, and a few in its name', () => {
    const functions = ['f', 'e', 'd', 'c', 'b', 'a'].map((name) => keyOf(name));
    const attributed = attributeEdge(edgeOf(INTERFACE), mapOf({ functionsOn: () => functions }));
    expect(attributed.function.name).toBe('network-group:a,b,c,d,+2');
    expect(attributed.attribution).toContain('share it: a, b, c, d, e, f');
  });

  it('of a session that is known to be a function join it; of others keep their name', () => {
    const edge = edgeOf('role-session:shop/checkout');
    expect(attributeEdge(edge, mapOf({ functionOfSession: () => CHECKOUT })).function).toEqual(CHECKOUT);
    const unknown = attributeEdge(edge, mapOf());
    expect(unknown.function).toEqual(edge.function);
    expect(unknown.attribution).toBe('no function is known for session checkout of role shop');
  });
});

describe('sameFunctionAmong', () => {
  it('finds a function whose account or Region one side does not say', () => {
    const bare = keyOf('checkout', 'unknown', 'unknown');
    expect(sameFunctionAmong([CHECKOUT])(bare)).toEqual(CHECKOUT);
    expect(sameFunctionAmong([bare])(CHECKOUT)).toEqual(bare);
  });

  it('never takes one for another: neither elsewhere, nor where two fit', () => {
    const elsewhere = keyOf('checkout', '444455556666');
    expect(sameFunctionAmong([CHECKOUT])(elsewhere)).toEqual(elsewhere);
    const bare = keyOf('checkout', 'unknown', 'unknown');
    expect(sameFunctionAmong([CHECKOUT, elsewhere])(bare)).toEqual(bare);
    expect(sameFunctionAmong([keyOf(INTERFACE)])(bare)).toEqual(bare);
  });
});
