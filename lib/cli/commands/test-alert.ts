import { testAlarmInput } from '../../core/alert/test-alarm.ts';
import { testTransition } from '../../core/alert/test-transition.ts';
import type { PublishOutcome } from '../../core/pipeline/ports.ts';
import { SEVERITIES } from '../../core/signal.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { identityOf } from '../identity-of.ts';
import { quoted } from '../output/quoted.ts';
import { terminalText } from '../output/terminal-text.ts';
import { writeText } from '../output/write-text.ts';
import { UserMistake } from '../user-mistake.ts';

const DEFAULT_STACK = 'Nightjar';

/** `nightjar test-alert`: one alert about nothing, through the topic and every channel behind it. */
export const testAlertCommand: Command = {
  name: 'test-alert',
  summary: 'Send a test through both deployed topics and Slack, and say who gets it',
  operands: '',
  options: {
    stack: { type: 'string', value: 'NAME', help: `name of the stack (default ${DEFAULT_STACK})` },
    region: { type: 'string', value: 'NAME', help: 'default: that of the environment or profile' },
    severity: { type: 'string', value: 'SEVERITY', help: 'low, medium, high (default) or critical' },
  },
  notes: ['Needs leave to publish to both topics. Exit code 4 when SNS refuses one or nobody has confirmed.'],
  run: async (line, terminal) => {
    const given = (name: string, otherwise: string) => String(line.options.get(name) ?? otherwise);
    const stackName = given('stack', DEFAULT_STACK);
    const severity = SEVERITIES.find((one) => one === given('severity', 'high'));
    if (severity === undefined) {
      const wrong = `--severity must be one of ${SEVERITIES.join(', ')}, got ${quoted(given('severity', ''))}`;
      throw new UserMistake(wrong, '');
    }
    // The SDK's word about its own support for this Node is no news of the installation.
    process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
    const { accountReader } = await import('../../aws/account-reader.ts');
    const { publishInput, snsPublisher } = await import('../../aws/sns-publisher.ts');
    const { systemClock } = await import('../../aws/system-clock.ts');
    const { SNSClient } = await import('@aws-sdk/client-sns');
    const region = line.options.get('region');
    const reader = accountReader(systemClock, typeof region === 'string' ? region : undefined);
    const identity = await identityOf(reader);
    const outputs = (await reader.stack(stackName))?.outputs;
    const topicArn = outputs?.get('AlertsTopicArn');
    if (topicArn === undefined) {
      throw new UserMistake(
        `no stack ${quoted(stackName)} with an alerts topic in ${identity.region}`,
        'name it with --stack',
      );
    }
    const client = new SNSClient({ region: identity.region });
    const at = systemClock();
    const alert = await snsPublisher({ topicArn, client }).publish(testTransition({ ...identity, at, severity }), {});
    const alerts = { name: 'Alerts topic', topicArn, outcome: alert };
    const operationsArn = outputs?.get('OperationsTopicArn');
    const sent = [alerts];
    if (operationsArn !== undefined) {
      const outcome = await publishInput(client, testAlarmInput(operationsArn, { ...identity, at }));
      sent.push({ name: 'Operations topic', topicArn: operationsArn, outcome });
    }
    let isWell = true;
    for (const { name, topicArn: arn, outcome } of sent) {
      const subscribers = outcome.kind === 'published' ? await reader.subscribersOf(arn) : [];
      if (!subscribers.some(({ isConfirmed }) => isConfirmed)) isWell = false;
      await writeText(terminal.out, outcomeText(name, outcome, subscribers));
    }
    return isWell ? EXIT.fine : EXIT.unwell;
  },
};

interface Subscriber {
  readonly protocol: string;
  readonly isConfirmed: boolean;
}

/** Slack is behind a queue: that it posts is for its channel to say. */
const handedOver = (protocol: string): string =>
  protocol === 'sqs' ? 'handed over; where it is the queue of Slack, look into the channel' : 'handed over';

const outcomeText = (name: string, outcome: PublishOutcome, subscribers: readonly Subscriber[]): string => {
  if (outcome.kind !== 'published') return `${name}: SNS refused it: ${terminalText(outcome.reason)}\n`;
  const lines = subscribers.map(
    ({ protocol, isConfirmed }) =>
      `  ${terminalText(protocol)}: ${isConfirmed ? handedOver(protocol) : 'not confirmed, gets nothing'}`,
  );
  return [`${name}: SNS accepted it.`, ...(lines.length === 0 ? ['  nobody subscribed'] : lines), ''].join('\n');
};
