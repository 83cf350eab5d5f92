import { type EpochMs, isoOf } from '../units.ts';

export interface TestAlarmOptions {
  readonly account: string;
  readonly region: string;
  readonly at: EpochMs;
}

const NAME = 'nightjar-test-alarm';
const SAYS = 'This is a test, nothing is wrong: alarms about Nightjar itself come this way.';

/** A notification in the shape of CloudWatch's, to see that the operations topic reaches somebody. */
export const testAlarmInput = (topicArn: string, { account, region, at }: TestAlarmOptions) => {
  const alarm = {
    AlarmName: NAME,
    AlarmDescription: SAYS,
    AWSAccountId: account,
    NewStateValue: 'OK',
    NewStateReason: 'Asked for by nightjar test-alert.',
    OldStateValue: 'OK',
    StateChangeTime: isoOf(at),
    Region: region,
    AlarmArn: `arn:aws:cloudwatch:${region}:${account}:alarm:${NAME}`,
  };
  return {
    TopicArn: topicArn,
    Subject: `OK: "${NAME}" (test)`,
    MessageStructure: 'json',
    Message: JSON.stringify({ default: JSON.stringify(alarm), email: `${SAYS}\n` }),
  };
};
