import * as v from 'valibot';
import { SEVERITIES, type Severity } from '../signal.ts';
import { type MarkdownText, SLACK_LIMITS, type SlackBlock, type SlackMessage } from './slack-message.ts';
import {
  codeBlock,
  field,
  fitted,
  headerBlock,
  sectionBlock,
  sectionBlocks,
  slackCode,
  slackLine,
} from './slack-text.ts';

const lines = v.optional(v.array(v.string()), []);

/** What of an alert is shown. Fields that a newer release adds are no trouble. */
const alertSchema = v.object({
  v: v.literal(1),
  type: v.string(),
  id: v.string(),
  sequence: v.number(),
  severity: v.picklist(SEVERITIES),
  function: v.optional(v.string()),
  account: v.optional(v.string()),
  region: v.optional(v.string()),
  functionCount: v.optional(v.number(), 1),
  changes: v.optional(v.array(v.object({ kind: v.string() })), []),
  text: v.object({
    title: v.string(),
    lead: lines,
    whom: lines,
    when: lines,
    owner: v.optional(v.string()),
    unusual: lines,
    recent: lines,
    reasons: lines,
    cost: lines,
    logLines: lines,
    nextSteps: lines,
    about: lines,
    muteCommand: v.optional(v.string()),
    links: v.optional(v.array(v.object({ name: v.string(), url: v.string() })), []),
  }),
});

export type ShownAlert = v.InferOutput<typeof alertSchema>;

/** The JSON alert as far as it is shown; `undefined` for anything else. */
export const readAlert = (json: unknown): ShownAlert | undefined => {
  const parsed = v.safeParse(alertSchema, json, { abortEarly: true });
  return parsed.success ? parsed.output : undefined;
};

/** The same notice has the same name, however often it is delivered. */
export const nameOfAlert = ({ id, sequence }: ShownAlert): string => `${id}|${sequence}`;

/** The incident that an alert is a notice of. */
export interface ToldIncident {
  readonly id: string;
  readonly sequence: number;
  /** It grew worse or is back: not only for those who follow its thread. */
  readonly isPressing: boolean;
}

const PRESSING: ReadonlySet<string> = new Set(['severity', 'reopened']);

/** `undefined` for summaries: they are about several. */
export const incidentOfAlert = ({ type, id, sequence, changes }: ShownAlert): ToldIncident | undefined =>
  type.startsWith('incident.')
    ? { id, sequence, isPressing: type === 'incident.updated' && changes.some(({ kind }) => PRESSING.has(kind)) }
    : undefined;

const MARKS = {
  low: ':white_circle:',
  medium: ':large_yellow_circle:',
  high: ':large_orange_circle:',
  critical: ':red_circle:',
} as const satisfies Record<Severity, string>;
const RESOLVED_MARK = ':large_green_circle:';

const bullet = (text: string): string => `• ${slackLine(text)}`;

/** Only links that can be nothing else: what is shown as a link was made by Nightjar or configured. */
const LINK = /^https:\/\/[^\s<>|]{1,2900}$/;

const linkLine = ({ text: { links } }: ShownAlert): string[] => {
  const shown = links
    .filter(({ url }) => LINK.test(url))
    .map(({ name, url }) => `<${url.replaceAll('&', '&amp;')}|${slackCode(name)}>`);
  return shown.length === 0 ? [] : shown;
};

/** Of 50 blocks in all. */
const MOST_SECTIONS = 36;

const isOneFunction = ({ function: name, functionCount }: ShownAlert): boolean =>
  name !== undefined && functionCount <= 1;

const fieldsOf = (alert: ShownAlert): MarkdownText[] => {
  const { function: name = '', account, region, text } = alert;
  const isOne = isOneFunction(alert);
  return [
    ...(isOne ? [field('Function', `\`${slackCode(name)}\``)] : []),
    ...(isOne ? [field('Where', slackCode(`${region ?? 'unknown'} · ${account ?? 'unknown'}`))] : []),
    ...(text.when.length === 0 ? [] : [field('When', text.when.map(slackLine).join('\n'))]),
    ...(text.owner === undefined ? [] : [field('Owner', slackLine(text.owner))]),
  ];
};

/** In a code span, so that it can be copied as it is. */
const muteLine = (command: string | undefined): string[] =>
  command === undefined ? [] : [`Known and harmless? \`${slackCode(command)}\``];

/** A title that was cut does not say all of its sentence. */
const WHOLE_TITLE_CHARS = SLACK_LIMITS.headerChars - 30;

/** The sentences that the title has not said already. */
const untitled = ({ title, lead }: ShownAlert['text']): string[] =>
  lead.filter((line) => {
    const sentence = line.replace(/\.$/, '');
    return title.length > WHOLE_TITLE_CHARS || !title.toLowerCase().endsWith(sentence.toLowerCase());
  });

/** One alert as a message: what happened first, links and name last. */
export const slackOfAlert = (alert: ShownAlert): SlackMessage => {
  const { text, type, severity } = alert;
  const name = type.startsWith('summary.') ? `Summary ${alert.id}` : `Incident ${alert.id}, notice ${alert.sequence}`;
  const mark = type === 'incident.resolved' ? RESOLVED_MARK : MARKS[severity];
  const fields = fieldsOf(alert).slice(0, SLACK_LIMITS.fields);
  const blocks: SlackBlock[] = [
    headerBlock(mark, text.title),
    ...sectionBlock('', untitled(text).map(slackLine)),
    ...(fields.length === 0 ? [] : [{ type: 'section', fields } as const]),
    ...sectionBlocks(isOneFunction(alert) ? [] : text.whom.map(slackLine), MOST_SECTIONS),
    ...codeBlock('The last hours', text.recent),
    ...sectionBlock(type === 'incident.resolved' ? 'Why it may have been' : 'Why it may be', text.reasons.map(bullet)),
    ...sectionBlock('What it costs', text.cost.map(slackLine)),
    ...codeBlock('From the logs', text.logLines),
    ...sectionBlock('What to do', text.nextSteps.map(bullet)),
    ...linkBlocks(linkLine(alert)),
    {
      type: 'context',
      elements: [...text.about.map(slackLine), ...muteLine(text.muteCommand), slackCode(name)].map((line) => ({
        type: 'mrkdwn',
        text: line,
      })),
    },
  ];
  return { text: fitted([text.title, ...text.lead].map(slackLine), SLACK_LIMITS.textChars), blocks };
};

/** Links to logs are long: each in a section of its own where they do not fit into one. */
const linkBlocks = (links: readonly string[]): SlackBlock[] => {
  const together = links.join(' · ');
  if (together.length <= SLACK_LIMITS.sectionChars) return sectionBlock('', links.length === 0 ? [] : [together]);
  return links.flatMap((link) => sectionBlock('', [link]));
};
