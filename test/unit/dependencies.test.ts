import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

type Packages = Readonly<Record<string, string>>;

const { dependencies, devDependencies }: { dependencies: Packages; devDependencies: Packages } = JSON.parse(
  readFileSync('package.json', 'utf8'),
);
const rows = readFileSync('docs/dependencies.md', 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .flatMap((line) => (line.split('|')[1] ?? '').split(',').map((name) => name.trim()))
  .filter((name) => name !== 'package');

it('docs/dependencies.md gives a reason for each package, and for no other', () => {
  expect(rows.toSorted()).toEqual(Object.keys({ ...dependencies, ...devDependencies }).toSorted());
});

it('every version is exact', () => {
  const versions = Object.values({ ...dependencies, ...devDependencies });
  expect(versions.filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
});
