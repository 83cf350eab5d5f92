import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { logIncidents } from '../../lib/core/pipeline/incident-log.ts';
import { epochMs } from '../../lib/core/units.ts';
import { TRANSITION_STORIES } from '../support/alert-stories.ts';
import { LOCAL_CREDENTIALS, LOCAL_REGION, type LocalDynamo, startDynalite } from '../support/dynalite.ts';
import { runNightjar } from '../support/run-nightjar.ts';

let dynamo: LocalDynamo;
beforeAll(async () => {
  dynamo = await startDynalite();
  vi.stubEnv('AWS_ACCESS_KEY_ID', LOCAL_CREDENTIALS.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', LOCAL_CREDENTIALS.secretAccessKey);
  vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', dynamo.endpoint);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await dynamo.stop();
});

it('nightjar incidents lists what a deployed installation has in its table', async () => {
  const { name, table } = await dynamo.createTable();
  const begin = Date.now() - 3_600_000;
  const incidents = Object.values(TRANSITION_STORIES).map(({ incident }, index) => ({
    ...incident,
    id: `story-${index}`,
    startedAt: epochMs(begin + index * 60_000),
    endedAt: incident.endedAt === null ? null : epochMs(begin + 2_000_000),
  }));
  await logIncidents(table, incidents, 86_400_000);
  const where = ['--table', name, '--region', LOCAL_REGION];
  const { code, stdout } = await runNightjar(['incidents', ...where, '--format', 'json']);
  expect(code).toBe(0);
  const ids = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).id);
  expect(ids).toEqual(incidents.map(({ id }) => id));
  const open = await runNightjar(['incidents', ...where, '--open', '--severity', 'critical'], {
    tty: true,
    columns: 120,
  });
  expect(open.stdout).toContain('first call to pool.xmr[.]example:3333');
});

it('nightjar incidents says so where the table cannot be read', async () => {
  const { code, stderr } = await runNightjar(['incidents', '--table', 'nobody-made-it', '--region', LOCAL_REGION]);
  expect(code).toBe(2);
  expect(stderr).toContain('ResourceNotFoundException');
});
