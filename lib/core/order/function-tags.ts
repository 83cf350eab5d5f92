import { isSignal, SEVERITIES, type Severity, type Signal } from '../signal.ts';
import { isRunbookUrl } from './is-runbook-url.ts';
import { type Override, SENSITIVITIES, type Sensitivity } from './override.ts';

/** Tags that Nightjar reads, all beginning with this. */
export const TAG_PREFIX = 'nightjar:';

export const TAG_KEYS = ['off', 'sensitivity', 'severity', 'owner', 'runbook'].map((name) => `${TAG_PREFIX}${name}`);

export interface Tag {
  readonly key: string;
  readonly value: string;
}

const signalOf = (text: string): Signal | undefined => (isSignal(text) ? text : undefined);
const oneOf = <Choice extends string>(choices: readonly Choice[], text: string): Choice | undefined =>
  choices.find((choice) => choice === text);

/** `true`, or signals with blanks between: `duration memory`. */
const offOf = (value: string): Omit<Override, 'function'>[] => {
  if (value === 'true') return [{ off: true }];
  return value.split(/[ ,]/).flatMap((part) => {
    const signal = signalOf(part);
    return signal === undefined ? [] : [{ signal, off: true }];
  });
};

/** `low` for all signals, or `duration=low errors=high`. */
const perSignal = <Choice extends string>(
  value: string,
  choices: readonly Choice[],
): { readonly signal?: Signal; readonly choice: Choice }[] =>
  value.split(/[ ,]/).flatMap((part) => {
    const [left = '', right] = part.split('=');
    const choice = oneOf(choices, right ?? left);
    if (choice === undefined) return [];
    if (right === undefined) return [{ choice }];
    const signal = signalOf(left);
    return signal === undefined ? [] : [{ signal, choice }];
  });

const saidBy = ({ key, value }: Tag): Omit<Override, 'function'>[] => {
  switch (key.slice(TAG_PREFIX.length)) {
    case 'off':
      return offOf(value);
    case 'sensitivity':
      return perSignal<Sensitivity>(value, SENSITIVITIES).map(({ choice, ...of }) => ({ ...of, sensitivity: choice }));
    case 'severity':
      return perSignal<Severity>(value, SEVERITIES).map(({ choice, ...of }) => ({ ...of, severity: choice }));
    case 'owner':
      return value === '' ? [] : [{ owner: value }];
    case 'runbook':
      return isRunbookUrl(value) ? [{ runbookUrl: value }] : [];
    default:
      return [];
  }
};

/** What a function's tags order. Values that say nothing known are left out: a slip in a tag silences nothing. */
export const overridesOfTags = (name: string, tags: readonly Tag[]): Override[] =>
  tags
    .filter(({ key }) => key.startsWith(TAG_PREFIX))
    .flatMap((tag) => saidBy(tag).map((said) => ({ function: name, ...said })));
