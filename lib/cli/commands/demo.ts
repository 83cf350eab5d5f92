import type { Command, CommandLine } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { quoted } from '../output/quoted.ts';
import { prepareReport } from '../replay/write-report.ts';
import { UserMistake } from '../user-mistake.ts';

const DEFAULT_REPORT = 'nightjar-demo-report.html';

/** `nightjar demo`: the deployed handlers against services on loopback, fed with a simulated fleet. */
export const demoCommand: Command = {
  name: 'demo',
  summary: 'Watch the deployed handlers find hidden incidents in a simulated fleet, on this machine',
  operands: '',
  options: {
    seed: { type: 'string', value: 'N', help: 'another seed tells another story (default 1)' },
    functions: { type: 'string', value: 'N', help: 'functions of the fleet, 12 to 60 (default 14)' },
    days: { type: 'string', value: 'N', help: 'simulated days, 14 to 28, the last two minute by minute (default 14)' },
    report: { type: 'string', value: 'FILE.html', help: `where the report goes (default ${DEFAULT_REPORT})` },
    quiet: { type: 'boolean', help: 'print the summary only' },
  },
  notes: ['Needs no AWS account and no network: DynamoDB and SNS are served on 127.0.0.1 for as long as it runs.'],
  run: async (line, terminal) => {
    const report = line.options.get('report');
    const reportFile = typeof report === 'string' ? report : DEFAULT_REPORT;
    const seed = wholeNumber(line, 'seed', 1, 2 ** 31 - 1);
    const functions = wholeNumber(line, 'functions', 12, 60);
    const days = wholeNumber(line, 'days', 14, 28);
    await prepareReport(reportFile);
    // Loaded on demand: replay needs neither the embedded database nor the handlers.
    const { DEMO_DEFAULTS, runDemo } = await import('../demo/run-demo.ts');
    const given = { ...(seed && { seed }), ...(functions && { functions }), ...(days && { days }) };
    await runDemo({ ...DEMO_DEFAULTS, ...given, reportFile, quiet: line.options.has('quiet') }, terminal);
    return EXIT.fine;
  },
};

const wholeNumber = (line: CommandLine, name: string, least: number, most: number): number | undefined => {
  const given = line.options.get(name);
  if (typeof given !== 'string') return undefined;
  const value = /^\d{1,10}$/.test(given) ? Number(given) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new UserMistake(`--${name} must be a whole number from ${least} to ${most}, got ${quoted(given)}`, '');
};
