import { ASSUMPTIONS } from '../../core/cost/assumptions.ts';
import { type Bill, type CostComparison, compareCosts } from '../../core/cost/cost-model.ts';
import { PRICES } from '../../core/cost/prices.ts';
import type { Command, CommandLine } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { quoted } from '../output/quoted.ts';
import { writeText } from '../output/write-text.ts';
import { UserMistake } from '../user-mistake.ts';

/** `nightjar cost`: what a fleet of a given size costs in a month, each price and assumption named. */
export const costCommand: Command = {
  name: 'cost',
  summary: 'Estimate the monthly cost for a fleet, beside what others would charge',
  operands: '',
  options: {
    'events-per-day': { type: 'string', value: 'N', help: 'log events a day, as in 1000000' },
    functions: { type: 'string', value: 'N', help: 'functions that log them' },
    format: { type: 'string', value: 'json|text', help: 'json: one object with every line, price and assumption' },
  },
  notes: ['A model: docs/cost.md says what was measured, what is assumed, and which prices are unconfirmed.'],
  run: async (line, terminal) => {
    const fleet = {
      eventsPerDay: wholeNumber(line, 'events-per-day', 1e12),
      functions: wholeNumber(line, 'functions', 100_000),
    };
    const comparison = compareCosts(fleet);
    const format = formatOf(line) ?? (terminal.outIsTty ? 'text' : 'json');
    const json = { v: 1, type: 'cost', ...fleet, ...comparison, prices: PRICES, assumptions: ASSUMPTIONS };
    await writeText(terminal.out, format === 'json' ? `${JSON.stringify(json)}\n` : costText(comparison));
    return EXIT.fine;
  },
};

const formatOf = (line: CommandLine): 'json' | 'text' | undefined => {
  const given = line.options.get('format');
  if (given === undefined || given === 'json' || given === 'text') return given;
  throw new UserMistake(`--format must be one of json, text, got ${quoted(String(given))}`, '');
};

const wholeNumber = (line: CommandLine, name: string, most: number): number => {
  const given = line.options.get(name);
  if (typeof given !== 'string') throw new UserMistake(`--${name} is missing`, `write --${name} N`);
  const value = /^\d{1,13}$/.test(given) ? Number(given) : Number.NaN;
  if (value >= 1 && value <= most) return value;
  throw new UserMistake(`--${name} must be a whole number from 1 to ${most}, got ${quoted(given)}`, '');
};

const NAME_COLUMNS = 52;
const QUANTITY_COLUMNS = 16;

const costText = ({ direct, kinesis, others, logIngestion }: CostComparison): string => {
  const cheaper = direct.dollars <= kinesis.dollars ? direct : kinesis;
  const heading = `Dollars a month. The cheaper transport here: ${cheaper.name.split(', ')[1]}.\n`;
  return [heading, ...[direct, kinesis, ...others, logIngestion].map(billText)].join('\n');
};

const billText = ({ name, dollars, lines }: Bill): string =>
  [
    `${name.padEnd(NAME_COLUMNS + QUANTITY_COLUMNS)} ${amount(dollars)}`,
    ...lines.map(
      (line) =>
        `  ${line.item.padEnd(NAME_COLUMNS - 2)}${line.quantity.toPrecision(3).padStart(QUANTITY_COLUMNS)} ${amount(line.dollars)}` +
        ` at ${line.price.dollars} per ${line.price.per}${'isUnconfirmed' in line.price ? ' (unconfirmed)' : ''}`,
    ),
    '',
  ].join('\n');

const amount = (dollars: number): string => dollars.toFixed(2).padStart(10);
