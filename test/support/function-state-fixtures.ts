import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const FIXTURES_FOLDER = fileURLToPath(new URL('../fixtures/function-states', import.meta.url));

export interface StoredState {
  readonly layout: number;
  readonly name: string;
  readonly bytes: Uint8Array;
}

export const fixtureFile = (layout: number, name: string): string =>
  join(FIXTURES_FOLDER, `layout-${layout}.${name}.base64`);

/** States as every layout ever stored them. */
export const storedStates = (): readonly StoredState[] =>
  readdirSync(FIXTURES_FOLDER)
    .sort()
    .flatMap((file) => {
      const [, layout, name] = /^layout-(\d+)\.([a-z-]+)\.base64$/.exec(file) ?? [];
      if (layout === undefined || name === undefined) return [];
      const bytes = Buffer.from(readFileSync(join(FIXTURES_FOLDER, file), 'utf8'), 'base64');
      return [{ layout: Number(layout), name, bytes: new Uint8Array(bytes) }];
    });
