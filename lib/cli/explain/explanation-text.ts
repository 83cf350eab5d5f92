import { logTextForPeople } from '../../core/alert/log-text.ts';
import { readableBytes, readableNumber } from '../../core/alert/quantity.ts';
import { terminalText } from '../output/terminal-text.ts';
import type { Explanation, UsedDestination } from './explanation.ts';

const MOST_LISTED = 40;

const section = (title: string, lines: readonly string[]): string[] => {
  if (lines.length === 0) return [];
  const more =
    lines.length > MOST_LISTED ? [`  … and ${lines.length - MOST_LISTED} more (--format json lists all)`] : [];
  return ['', title, ...lines.slice(0, MOST_LISTED).map((line) => `  ${line}`), ...more];
};

const destinationLine = ({ name, kind, calls, bytes }: UsedDestination): string => {
  const sent = bytes === undefined ? '' : `, ${readableBytes(bytes)} sent`;
  return `${logTextForPeople(name)}  ${readableNumber(calls)} calls${sent}  (${kind})`;
};

/** An explanation for people. Names come from logs: masked, defanged, and harmless for a terminal. */
export const explanationText = (explanation: Explanation): string => {
  const { services, destinations, sharedDestinations, sharedWith, deploys, notSeen, from, until } = explanation;
  const actions = Object.entries(services).flatMap(([service, used]) =>
    used.map(({ action, calls, denied }) => {
      const refused = denied === 0 ? '' : `, ${readableNumber(denied)} denied`;
      return `${logTextForPeople(`${service}:${action}`)}  ${readableNumber(calls)} calls${refused}`;
    }),
  );
  const lines = [
    `${logTextForPeople(explanation.function, 200)}, ${from ?? '?'} to ${until ?? '?'}, ${readableNumber(explanation.invocations)} invocations`,
    ...section('AWS actions', actions),
    ...section('Destinations', destinations.map(destinationLine)),
    ...section(
      `Destinations of the interface shared with ${sharedWith.join(', ')}`,
      sharedDestinations.map(destinationLine),
    ),
    ...section(
      'Deploys',
      Object.entries(deploys).map(([change, count]) => `${logTextForPeople(change, 160)}  ${count} times`),
    ),
    ...section('What this does not show', notSeen),
  ];
  return `${lines.map((line) => terminalText(line)).join('\n')}\n`;
};
