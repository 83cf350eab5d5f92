import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesGlob } from '../../lib/core/glob.ts';
import { isNamed, isWanted, prefixesOf } from '../../lib/core/log-group-selection.ts';
import { rule } from '../support/log-account.ts';

describe('a pattern', () => {
  it.each([
    ['/aws/lambda/shop-prod', '/aws/lambda/*-prod', true],
    ['/aws/lambda/shop-prod-2', '/aws/lambda/*-prod', false],
    ['/aws/lambda/a/b', '/aws/*', true],
    ['/aws/lambda/v1', '/aws/lambda/v?', true],
    ['/aws/lambda/v12', '/aws/lambda/v?', false],
    ['/aws/lambda/a.b', '/aws/lambda/a?b', true],
    ['/aws/lambda/axb', '/aws/lambda/a.b', false],
    ['', '*', true],
    ['', '?', false],
  ])('%s against %s: %s', (text, pattern, fits) => {
    expect(matchesGlob(text, pattern)).toBe(fits);
  });

  it('means what the regular expression means that it stands for', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 8 });
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '/', '*', '?'), maxLength: 8 });
    fc.assert(
      fc.property(letters, pattern, (text, given) => {
        const expression = new RegExp(`^${given.replaceAll('*', '.*').replaceAll('?', '.')}$`);
        expect(matchesGlob(text, given)).toBe(expression.test(text));
      }),
    );
  });

  it('with many stars is answered at once', () => {
    expect(matchesGlob('a'.repeat(512), `${'*a'.repeat(250)}b`)).toBe(false);
  });
});

describe('a selection', () => {
  it('never takes an own group, nor the twin that a web function writes too, whatever its rules say', () => {
    const everything = [rule('/', { includePatterns: ['*'] }), rule('/nightjar/')];
    expect(isNamed('/nightjar/Nightjar/ingest', everything)).toBe(false);
    expect(isNamed('/aws/lambda/web/shop', everything)).toBe(true);
    expect(isNamed('/aws/lambda/web/shop.local', everything)).toBe(false);
    expect(isNamed('/aws/lambda/shop.local', everything)).toBe(true);
  });

  it('takes what one of its rules takes, each with its own exclusions', () => {
    const selection = [rule('/aws/lambda/', { exclude: ['/aws/lambda/shop-'] }), rule('/aws/lambda/shop-pay')];
    expect(['/aws/lambda/a', '/aws/lambda/shop-x', '/aws/lambda/shop-pay'].map((n) => isNamed(n, selection))).toEqual([
      true,
      false,
      true,
    ]);
  });

  it('asks for patterns of inclusion and against those of exclusion', () => {
    const selection = [
      rule('/aws/lambda/', { includePatterns: ['*-prod', '*-live'], excludePatterns: ['*/canary-*'] }),
    ];
    const names = ['/aws/lambda/a-prod', '/aws/lambda/a-live', '/aws/lambda/a-test', '/aws/lambda/canary-a-prod'];
    expect(names.filter((name) => isNamed(name, selection))).toEqual(['/aws/lambda/a-prod', '/aws/lambda/a-live']);
  });

  it('wants all tags of inclusion and none of exclusion', () => {
    const prod = { key: 'env', values: ['prod'] };
    const noisy = { key: 'noisy', values: [] };
    const tagged = (filters: readonly { readonly key: string }[]) =>
      new Set(filters.every(({ key }) => key === 'env') ? ['/a', '/b'] : ['/b']);
    const selection = [rule('/', { includeTags: [prod], excludeTags: [noisy] })];
    expect(['/a', '/b', '/c'].filter((name) => isWanted(name, selection, tagged))).toEqual(['/a']);
  });

  it('is listed by as few prefixes as cover it', () => {
    expect(prefixesOf([rule('/aws/lambda/shop-'), rule('/aws/lambda/'), rule('/x'), rule('/x')])).toEqual([
      '/aws/lambda/',
      '/x',
    ]);
  });
});
