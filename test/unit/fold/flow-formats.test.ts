import { expect, it } from 'vitest';
import { foldBatch } from '../../../lib/core/fold/fold-batch.ts';
import { SummaryTable } from '../../../lib/core/fold/summary-table.ts';
import { emptyTally } from '../../../lib/core/fold/tally.ts';
import { functionKeyOf } from '../../../lib/core/function-key.ts';
import { epochMs } from '../../../lib/core/units.ts';

const AT = epochMs(Date.UTC(2026, 0, 6, 21, 0));
const [START, END] = [AT / 1_000, AT / 1_000 + 50];
const DEFAULT_ROW = `2 111122223333 eni-0a 10.0.1.5 203.0.113.9 49152 443 6 10 8400 ${START} ${END} ACCEPT OK`;
const CUSTOM_ROW = `203.0.113.9 443 10.0.1.5 49152 8400 eni-0a ${START} ${END} 6 ACCEPT OK`;
const CUSTOM = 'dstaddr dstport srcaddr srcport bytes interface-id start end protocol action log-status'.split(' ');

const foldedFrom = (logGroup: string, message: string) => {
  const table = new SummaryTable(1);
  const tally = emptyTally();
  const events = [{ id: '1', timestamp: AT, message }];
  const batch = { owner: '111122223333', logGroup, logStream: 'eni-0a-all', subscriptionFilters: [], events };
  foldBatch(batch, table, tally, { region: 'eu-west-1', flowFormats: new Map([['/vpc/custom', CUSTOM]]) });
  return [...table].map(({ functionId, summary }) => [
    functionKeyOf(functionId).name,
    Object.fromEntries(summary.outside?.outboundBytes.named ?? []),
  ]);
};

it('each log group of flow logs is read in its own format', () => {
  const sent = [['interface:eni-0a', { '203.0.113.9': 8_400 }]];
  expect(foldedFrom('/vpc/default', DEFAULT_ROW)).toEqual(sent);
  expect(foldedFrom('/vpc/custom', CUSTOM_ROW)).toEqual(sent);
});

it('and in no other: columns are never guessed', () => {
  expect(foldedFrom('/vpc/default', CUSTOM_ROW)).toEqual([]);
  expect(foldedFrom('/vpc/custom', DEFAULT_ROW)).toEqual([]);
});
