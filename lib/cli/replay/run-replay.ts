import { ExactCounts } from '../../core/fold/exact-counts.ts';
import { ExactFacts } from '../../core/fold/exact-facts.ts';
import type { Observed } from '../../core/fold/observe-batch.ts';
import { wholeSummary } from '../../core/fold/plain-summary.ts';
import type { Transition } from '../../core/incident/incident.ts';
import type { NetworkMap } from '../../core/incident/network-map.ts';
import { isSummary, type Notice } from '../../core/incident/notice.ts';
import { Replay } from '../../core/pipeline/replay.ts';
import { type Severity, worstSeverity } from '../../core/signal.ts';
import type { Entry } from '../input/entry.ts';
import { EntryMaker } from '../input/entry-maker.ts';
import { InputSkips } from '../input/input-skips.ts';
import { ValueReader } from '../input/value-reader.ts';
import { Disorder } from '../order/disorder.ts';
import { ExternalSort } from '../order/external-sort.ts';
import { mergeByTime } from '../order/merge-by-time.ts';
import { HeldOutput } from '../output/held-output.ts';
import { incidentJsonLine, incidentTextLine } from '../output/incident-line.ts';
import { lookOf } from '../output/look-of.ts';
import { Progress } from '../output/progress.ts';
import { writeText } from '../output/write-text.ts';
import type { Terminal } from '../terminal.ts';
import { countedMinute } from './counts-line.ts';
import { type InputPlan, planInputs } from './plan-inputs.ts';
import { readNetworkMapFile } from './read-network-map.ts';
import { contextOf, readEntries, type Source, stdinSource } from './replay-input.ts';
import type { ReplayOptions } from './replay-options.ts';
import { ReplayRun } from './replay-run.ts';
import { ReportCollector } from './report-collector.ts';

/** Replays need no secret: with one salt for all, the same input gives the same output everywhere. */
const SALT = 0;

/** Everything that one pass over the input found out. */
export interface ReplayOutcome {
  readonly replay: Replay;
  readonly run: ReplayRun;
  readonly skips: InputSkips;
  readonly counts: ExactCounts;
  /** What sources other than the functions' own logs said. */
  readonly facts: ExactFacts;
  readonly report: ReportCollector | undefined;
  readonly opened: number;
  readonly open: number;
  readonly worst: Severity | undefined;
  /** What people would have been sent. */
  readonly alerts: number;
  readonly summaries: number;
  readonly filesLeftOut: readonly string[];
}

/**
 * Replays files in one streaming pass when they are in order within the horizon, and sorts them first when they turn out
 * not to be. Incidents of a streaming pass are shown at its end: until then, older input could still turn up.
 */
export const runReplay = async (options: ReplayOptions, terminal: Terminal): Promise<ReplayOutcome> => {
  const network = options.networkMapPath === undefined ? undefined : await readNetworkMapFile(options.networkMapPath);
  const progress = new Progress(terminal);
  try {
    if (options.operands.length === 0) {
      await writeText(
        terminal.err,
        'nightjar: stdin is sorted by time before it is replayed, through temporary files if it is long\n',
      );
      const plan: InputPlan = { inputs: [], totalBytes: 0, leftOut: [] };
      return await new Pass(options, terminal, progress, plan, network).sorted([stdinSource(terminal.input)]);
    }
    const plan = await planInputs(options, SALT);
    try {
      return await new Pass(options, terminal, progress, plan, network).streaming();
    } catch (error) {
      if (!(error instanceof Disorder)) throw error;
      progress.clear();
      await writeText(
        terminal.err,
        'nightjar: input is out of order beyond the horizon, sorting it through temporary files\n',
      );
      return await new Pass(options, terminal, progress, plan, network).sorted(plan.inputs.map(({ source }) => source));
    }
  } finally {
    progress.clear();
  }
};

/** One pass over the input, with everything it counts. */
class Pass {
  readonly #options: ReplayOptions;
  readonly #terminal: Terminal;
  readonly #progress: Progress;
  readonly #plan: InputPlan;
  readonly #skips = new InputSkips();
  readonly #counts = new ExactCounts();
  readonly #facts = new ExactFacts();
  readonly #report: ReportCollector | undefined;
  readonly #replay: Replay;
  readonly #run: ReplayRun;
  readonly #held = new HeldOutput();
  #doneBytes = 0;
  #entries = 0;
  #opened = 0;
  #open = 0;
  #worst: Severity | undefined;
  #alerts = 0;
  #summaries = 0;

  constructor(
    options: ReplayOptions,
    terminal: Terminal,
    progress: Progress,
    plan: InputPlan,
    network: NetworkMap | undefined,
  ) {
    this.#options = options;
    this.#terminal = terminal;
    this.#progress = progress;
    this.#plan = plan;
    const report = options.collects ? new ReportCollector() : undefined;
    this.#report = report;
    this.#replay = new Replay({
      learnMinutes: options.learnMinutes,
      lists: options.lists,
      region: options.region,
      salt: SALT,
      ...(options.flowFields && { flowFields: options.flowFields }),
      policy: options.policy,
      minimumSeverity: options.minimumSeverity,
      onNotices: (notices) => this.#tell(notices),
      ...(report && { onWindow: report.onWindow, onMinute: report.onMinute }),
      ...(network && { network }),
      ...(options.counts && { onObserved: (observed) => this.#count(observed) }),
    });
    this.#run = new ReplayRun(this.#replay, this.#skips);
  }

  async streaming(): Promise<ReplayOutcome> {
    const streams = this.#plan.inputs.map(({ source, firstAt }) => ({ firstAt, open: () => this.#read(source) }));
    try {
      for await (const entries of mergeByTime(streams)) await this.#take(entries, true);
      await this.#publish(this.#run.finish(), true);
      this.#progress.clear();
      await this.#held.writeTo(this.#terminal.out);
      return this.#outcome();
    } finally {
      await this.#held.discard();
    }
  }

  async sorted(sources: readonly Source[]): Promise<ReplayOutcome> {
    const sort = new ExternalSort((line) => this.#readWindow(line));
    try {
      for (const source of sources) {
        for await (const entries of this.#read(source)) {
          await sort.add(entries);
          this.#progress.update({ ...this.#state(), entries: 0 });
        }
      }
      for await (const entries of sort.sorted()) await this.#take(entries, false);
      await this.#publish(this.#run.finish(), false);
      return this.#outcome();
    } finally {
      await sort.remove();
    }
  }

  #count(observed: Observed): void {
    if (observed.source === 'lambda') this.#counts.add(observed);
    else this.#facts.add(observed);
  }

  #read(source: Source): AsyncGenerator<Entry[]> {
    const context = contextOf(source, this.#options, SALT, this.#skips);
    return readEntries(source, context, (count) => {
      this.#doneBytes += count;
    });
  }

  #readWindow(line: string): Entry | undefined {
    const source = stdinSource(this.#terminal.input);
    const context = contextOf(source, this.#options, SALT, this.#skips);
    const into: Entry[] = [];
    new ValueReader(new EntryMaker(context), () => {}).read(JSON.parse(line), line, into);
    return into[0];
  }

  async #take(entries: readonly Entry[], held: boolean): Promise<void> {
    this.#entries += entries.length;
    if (this.#options.counts) {
      for (const entry of entries) {
        if (entry.kind === 'window')
          this.#counts.addCounted(entry.functionId, countedMinute(wholeSummary(entry.summary, SALT)));
      }
    }
    await this.#publish(this.#run.take(entries), held);
    this.#progress.update(this.#state());
  }

  async #publish(transitions: readonly Transition[], held: boolean): Promise<void> {
    if (transitions.length === 0) return;
    this.#report?.onTransitions(transitions);
    for (const { type, incident } of transitions) {
      if (type === 'incident.opened') this.#opened++;
      this.#worst = this.#worst === undefined ? incident.severity : worstSeverity(this.#worst, incident.severity);
    }
    this.#open += openChange(transitions);
    if (!held) this.#progress.clear();
    for (const transition of transitions) {
      const line = this.#line(transition);
      if (held) await this.#held.add(line);
      else await writeText(this.#terminal.out, line);
    }
  }

  #tell(notices: readonly Notice[]): void {
    const summaries = notices.filter(isSummary).length;
    this.#summaries += summaries;
    this.#alerts += notices.length - summaries;
  }

  #line(transition: Transition): string {
    return this.#options.format === 'json'
      ? incidentJsonLine(transition)
      : incidentTextLine(transition, lookOf(this.#terminal));
  }

  #state() {
    const { totalBytes } = this.#plan;
    return { doneBytes: this.#doneBytes, totalBytes, entries: this.#entries, incidents: this.#opened };
  }

  #outcome(): ReplayOutcome {
    return {
      replay: this.#replay,
      run: this.#run,
      skips: this.#skips,
      counts: this.#counts,
      facts: this.#facts,
      report: this.#report,
      opened: this.#opened,
      open: this.#open,
      worst: this.#worst,
      alerts: this.#alerts,
      summaries: this.#summaries,
      filesLeftOut: this.#plan.leftOut,
    };
  }
}

/** How many more incidents are open after these transitions. */
const openChange = (transitions: readonly Transition[]): number =>
  transitions.reduce((change, { type, incident, changes }) => {
    if (type === 'incident.resolved') return change - 1;
    const isBack =
      type === 'incident.updated' && incident.status === 'open' && changes.some(({ kind }) => kind === 'reopened');
    return type === 'incident.opened' || isBack ? change + 1 : change;
  }, 0);
