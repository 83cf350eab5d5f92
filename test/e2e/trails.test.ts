import { expect, it } from 'vitest';
import { incidentSentence } from '../../lib/core/alert/incident-sentence.ts';
import { epochMs, minuteOf } from '../../lib/core/units.ts';
import { tellDeployed } from '../support/deployed-story.ts';
import { anApiCall, type SourceLine } from '../support/source-lines.ts';
import { during, instant, ordinaryDays } from '../support/source-story.ts';

const HABIT = { name: 'upload', days: 9, actions: ['s3:PutObject', 'dynamodb:PutItem'] } as const;
const START = instant(8, 1);
const REFUSED = ['iam:ListUsers', 'ec2:DescribeInstances', 'secretsmanager:ListSecrets', 'rds:DescribeDBInstances'];

/** An intruder tries doors; each attempt bears an id of its own. */
const attempts = REFUSED.flatMap((action, door) =>
  during(START, 6, 1, (at) =>
    anApiCall('upload', epochMs(at + door * 10_000 + 1_000), { action, errorCode: 'AccessDenied' }),
  ),
);

const bySecondTrail = (lines: readonly SourceLine[]): SourceLine[] =>
  lines
    .filter(({ logGroup }) => logGroup === 'aws-cloudtrail-logs')
    .map(({ event, ...line }) => ({
      ...line,
      logGroup: 'organization-trail',
      logStream: `o-example_${line.logStream}`,
      event: { ...event, id: `second-${event.id}` },
    }));

it('an event that two trails record is counted once when deployed, and told of in the same words', async () => {
  const lines = [...ordinaryDays(HABIT), ...attempts];
  const told = async (all: readonly SourceLine[]) => {
    const { sent } = await tellDeployed({ lines: all, from: minuteOf(instant(8, 0)), minutes: 100 });
    return sent.map((incident) => [incident.sequence, incident.severity, incidentSentence(incident)]);
  };
  const once = await told(lines);
  expect(once[0]?.[2]).toMatch(/AccessDenied/);
  expect(await told([...lines, ...bySecondTrail(lines)])).toEqual(once);
}, 120_000);
