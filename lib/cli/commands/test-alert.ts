import { testTransition } from '../../core/alert/test-transition.ts';
import { SEVERITIES } from '../../core/signal.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { quoted } from '../output/quoted.ts';
import { terminalText } from '../output/terminal-text.ts';
import { writeText } from '../output/write-text.ts';
import { UserMistake } from '../user-mistake.ts';

const DEFAULT_STACK = 'Nightjar';

/** `nightjar test-alert`: one alert about nothing, through the topic and every channel behind it. */
export const testAlertCommand: Command = {
  name: 'test-alert',
  summary: 'Send one test alert through the deployed topic, and say who gets it',
  operands: '',
  options: {
    stack: { type: 'string', value: 'NAME', help: `name of the stack (default ${DEFAULT_STACK})` },
    region: { type: 'string', value: 'NAME', help: 'default: that of the environment or profile' },
    severity: { type: 'string', value: 'SEVERITY', help: 'low, medium, high (default) or critical' },
  },
  notes: ['Needs leave to publish to the topic. Exit code 4 when SNS refuses it or nobody has confirmed.'],
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
    const { snsPublisher } = await import('../../aws/sns-publisher.ts');
    const { systemClock } = await import('../../aws/system-clock.ts');
    const { SNSClient } = await import('@aws-sdk/client-sns');
    const region = line.options.get('region');
    const reader = accountReader(systemClock, typeof region === 'string' ? region : undefined);
    const identity = await reader.identity();
    const topicArn = (await reader.stack(stackName))?.outputs.get('AlertsTopicArn');
    if (topicArn === undefined) {
      throw new UserMistake(
        `no stack ${quoted(stackName)} with an alerts topic in ${identity.region}`,
        'name it with --stack',
      );
    }
    const publisher = snsPublisher({ topicArn, client: new SNSClient({ region: identity.region }) });
    const outcome = await publisher.publish(testTransition({ ...identity, at: systemClock(), severity }), {});
    if (outcome.kind !== 'published') {
      await writeText(terminal.out, `SNS refused the alert: ${terminalText(outcome.reason)}\n`);
      return EXIT.unwell;
    }
    const subscribers = await reader.subscribersOf(topicArn);
    const lines = subscribers.map(
      ({ protocol, isConfirmed }) =>
        `  ${terminalText(protocol)}: ${isConfirmed ? 'handed over' : 'not confirmed, gets nothing'}`,
    );
    await writeText(terminal.out, ['SNS accepted the alert.', ...lines, ''].join('\n'));
    return subscribers.some(({ isConfirmed }) => isConfirmed) ? EXIT.fine : EXIT.unwell;
  },
};
