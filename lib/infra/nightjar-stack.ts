import { Annotations, CfnParameter, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Config } from '../config/config.ts';
import { LogAnomalyDetector } from './log-anomaly-detector.ts';
import { propsOf } from './props-of-config.ts';

export interface NightjarStackProps extends StackProps {
  readonly config: Config;
}

/** One installation, ready to deploy. Without an e-mail address, topic or webhook in the configuration the template asks for an address. */
export class NightjarStack extends Stack {
  readonly detector: LogAnomalyDetector;

  constructor(scope: Construct, id: string, { config, ...stackProps }: NightjarStackProps) {
    super(scope, id, stackProps);
    const props = propsOf(this, config);
    const { emails, topic, slackWebhook } = config.alerts;
    const isSomebodyTold = emails.length > 0 || topic !== undefined || slackWebhook !== undefined;
    this.detector = new LogAnomalyDetector(this, 'Nightjar', {
      ...props,
      alerts: isSomebodyTold ? props.alerts : { ...props.alerts, emails: [this.#askForEmail()] },
      installationName: this.stackName,
    });
  }

  #askForEmail(): string {
    Annotations.of(this).addWarningV2(
      'nightjar:email',
      'no e-mail address for alerts: write { "alerts": { "emails": ["you@example.com"] } } into nightjar.config.json, or deploy with --parameters AlertEmail=you@example.com',
    );
    return new CfnParameter(this, 'AlertEmail', {
      description: 'Who is told of incidents and of failures of Nightjar itself',
      allowedPattern: '[^@\\s]+@[^@\\s]+\\.[^@\\s]+',
      constraintDescription: 'AlertEmail must be an e-mail address such as oncall@example.com',
    }).valueAsString;
  }
}
