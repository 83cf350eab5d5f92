import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DemoOutcome } from '../../lib/cli/demo/demo-outcome.ts';
import { SimulatedFleet } from '../../lib/cli/demo/fleet/simulated-fleet.ts';
import { type DemoOptions, runDemo } from '../../lib/cli/demo/run-demo.ts';
import type { Terminal } from '../../lib/cli/terminal.ts';
import { functionIdOf } from '../../lib/core/function-key.ts';
import { addMinutes, startOf } from '../../lib/core/units.ts';
import { readHtml } from '../support/html-tree.ts';

/** Half a day watched: every kind of trouble, a minute by minute walk through both handlers. */
const OPTIONS: DemoOptions = { seed: 21, functions: 10, days: 10.5, watchedDays: 0.5, quiet: false };
/** Checkpoints, which write history, follow the newest window at this distance at most. */
const UNWRITTEN_MINUTES = 45;

let folder: string;
let outcome: DemoOutcome;
let printed: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nightjar-demo-'));
  const out = new PassThrough();
  const terminal: Terminal = {
    input: Readable.from([]),
    inputIsTty: false,
    out,
    outIsTty: false,
    err: new PassThrough().resume(),
    errIsTty: false,
    columns: 80,
    color: false,
  };
  const reading = text(out);
  outcome = await runDemo({ ...OPTIONS, reportFile: join(folder, 'report.html') }, terminal);
  out.end();
  printed = await reading;
}, 240_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the demo', () => {
  it('finds what was hidden, in time, and little else', () => {
    const { findings, unexplained } = outcome.judgement;
    const found = findings.filter(({ minutesToDetect }) => minutesToDetect !== undefined && minutesToDetect <= 60);
    expect(findings.length).toBeGreaterThanOrEqual(4);
    expect(found.length).toBeGreaterThanOrEqual(findings.length - 1);
    expect(unexplained.length).toBeLessThanOrEqual(1);
  });

  it('counts each invocation once, although deliveries come late and twice', () => {
    const { frame, history, traffic } = outcome;
    const until = addMinutes(frame.until, -UNWRITTEN_MINUTES);
    const written = until - (until % 15);
    const fleet = new SimulatedFleet({ ...frame, seed: OPTIONS.seed, functions: OPTIONS.functions });
    const started = new Map<string, number>();
    while (fleet.minute < written) {
      for (const { profile, invocations } of fleet.nextMinute()) {
        const inTime = invocations.filter(
          ({ startedAt }) => startedAt < startOf(addMinutes(frame.from, written - frame.from)),
        );
        const id = functionIdOf(profile.key);
        started.set(id, (started.get(id) ?? 0) + inTime.length);
      }
    }
    const counted = new Map<string, number>();
    for (const [id, points] of history) {
      const early = points.filter(({ minute }) => minute < written);
      counted.set(
        id,
        early.reduce((sum, { invocations }) => sum + invocations, 0),
      );
    }
    expect([...counted].sort()).toEqual([...started].sort());
    expect(traffic.repeats).toBeGreaterThan(0);
  });

  it('sends logs both ways and skips none of them', () => {
    const { traffic, metrics } = outcome;
    expect(traffic.kinesisRecords).toBeGreaterThan(traffic.kinesisInvocations);
    expect(traffic.directInvocations).toBeGreaterThan(0);
    expect(metrics.of('eventsSkipped')).toBe(0);
    expect(metrics.of('duplicateBatches')).toBeGreaterThanOrEqual(traffic.repeats);
  });

  it('prints every alert as an e-mail and ends with the summary', () => {
    expect(outcome.alerts.length).toBeGreaterThan(0);
    for (const { subject } of outcome.alerts) expect(printed).toContain(`Subject: ${subject}`);
    expect(printed).toMatch(/Hidden: \d+, found: \d+/);
  });

  it('writes a report with an article for each incident', async () => {
    const elements = readHtml(await readFile(join(folder, 'report.html'), 'utf8'));
    expect(elements.filter(({ name }) => name === 'article')).toHaveLength(outcome.incidents.length);
    expect(elements.filter(({ attributes }) => attributes.get('class') === 'nj-chart').length).toBeGreaterThan(0);
  });
});
