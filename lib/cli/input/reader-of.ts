import { quoted } from '../output/quoted.ts';
import { UserMistake } from '../user-mistake.ts';
import type { Entry } from './entry.ts';
import { EntryMaker } from './entry-maker.ts';
import { FlowLogReader } from './flow-log-reader.ts';
import type { FormatReader } from './format-reader.ts';
import { JsonDocumentsReader } from './json-documents-reader.ts';
import { JsonLinesReader } from './json-lines-reader.ts';
import type { JsonShape } from './json-shape.ts';
import { LambdaTextReader } from './lambda-text-reader.ts';
import type { ReadContext } from './read-context.ts';
import type { Recognised } from './recognise.ts';
import { TimedTextReader } from './timed-text-reader.ts';
import { ValueReader } from './value-reader.ts';

/** Shapes that do not say whose log they are. */
const NEEDS_GROUP: readonly JsonShape[] = ['log-event', 'event-list', 'lambda-line'];

/** The reader for a recognised input. Throws a {@link UserMistake} when the format needs `--log-group`. */
export const readerOf = (recognised: Recognised, label: string, context: ReadContext): FormatReader => {
  const maker = new EntryMaker(context);
  switch (recognised.kind) {
    case 'json-lines':
    case 'json-documents':
      return jsonReader(recognised, label, maker);
    case 'timed-text':
      return new TimedTextReader(maker, recognised.format, groupOf(context, label, NAMES[recognised.format]));
    case 'lambda-text':
      return new LambdaTextReader(maker, groupOf(context, label, 'Lambda log text'));
    case 'vpc-flow-text':
      return new FlowLogReader(maker);
    case 'empty':
      return NOTHING;
  }
};

const NAMES = {
  's3-export': 'an export to S3',
  'tail-short': 'output of aws logs tail',
  'tail-detailed': 'output of aws logs tail',
  'sam-logs': 'output of sam logs',
} as const;

const jsonReader = (
  recognised: Extract<Recognised, { kind: 'json-lines' | 'json-documents' }>,
  label: string,
  maker: EntryMaker,
): FormatReader => {
  const { skips, logGroup } = maker.context;
  if (NEEDS_GROUP.includes(recognised.shape)) {
    const what = recognised.shape === 'lambda-line' ? 'Lambda log lines' : 'log events';
    const text = new LambdaTextReader(maker, groupOf(maker.context, label, what));
    return withText(
      jsonValues(
        recognised,
        new ValueReader(maker, (line, into) => text.event(line, into), recognised.shape === 'lambda-line'),
        skips,
      ),
      text,
    );
  }
  const text = logGroup === undefined ? undefined : new LambdaTextReader(maker, logGroup);
  const values = new ValueReader(maker, (line, into) => text?.event(line, into));
  const reader = jsonValues(recognised, values, skips);
  return text === undefined ? reader : withText(reader, text);
};

const jsonValues = (
  recognised: Extract<Recognised, { kind: 'json-lines' | 'json-documents' }>,
  values: ValueReader,
  skips: ReadContext['skips'],
): FormatReader =>
  recognised.kind === 'json-lines'
    ? new JsonLinesReader(values, skips)
    : new JsonDocumentsReader(values, skips, recognised.streamLists);

/** Lambda lines without a time wait in the text reader until the end. */
const withText = (reader: FormatReader, text: LambdaTextReader): FormatReader => ({
  push: (piece, into) => reader.push(piece, into),
  finish: (into: Entry[]) => {
    reader.finish(into);
    text.finish(into);
  },
});

const groupOf = ({ logGroup }: ReadContext, label: string, what: string): string => {
  if (logGroup !== undefined) return logGroup;
  throw new UserMistake(
    `${quoted(label)} is ${what}, which does not say which function it comes from`,
    'add --log-group /aws/lambda/NAME',
  );
};

const NOTHING: FormatReader = { push: () => {}, finish: () => {} };
