import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { ByteWriter } from '../../lib/core/bytes.ts';
import { encodeFunctionState } from '../../lib/core/detect/function-state-codec.ts';
import { FIXTURES_FOLDER, fixtureFile } from './function-state-fixtures.ts';
import { STORED_FUNCTIONS } from './stored-functions.ts';

/**
 * Writes the examples of the present layout that are missing, after it was raised: `npm run fixtures:states`. What is
 * there is never written again: it is what programs in the field have stored.
 */
mkdirSync(FIXTURES_FOLDER, { recursive: true });
for (const [name, live] of Object.entries(STORED_FUNCTIONS)) {
  const writer = new ByteWriter();
  encodeFunctionState(live(), writer);
  const bytes = writer.finish();
  const file = fixtureFile(bytes[0] ?? 0, name);
  if (existsSync(file)) continue;
  writeFileSync(file, `${Buffer.from(bytes).toString('base64')}\n`);
  console.info(`${file}: ${bytes.length} bytes`);
}
