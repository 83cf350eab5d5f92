import { Duration } from 'aws-cdk-lib';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { writeWidgetEnvironment } from '../config/environment.ts';
import { PICTURE_PARTITIONS } from '../core/pipeline/table-keys.ts';
import { HandlerFunction } from './handler-function.ts';
import type { Storage } from './storage.ts';

export interface WidgetProps {
  readonly installation: string;
  readonly storage: Storage;
  readonly logRetention: RetentionDays;
}

/** Draws incidents, bands and deploys for dashboards. It reads history and incidents, and can do nothing else. */
export class Widget extends Construct {
  readonly handler: HandlerFunction;

  constructor(scope: Construct, id: string, { installation, storage, logRetention }: WidgetProps) {
    super(scope, id);
    this.handler = new HandlerFunction(this, 'Handler', {
      handler: 'widget',
      description: 'Nightjar: draws incidents and signals for CloudWatch dashboards',
      installation,
      environment: writeWidgetEnvironment({ tableName: storage.table.tableName }),
      memoryMb: 512,
      timeout: Duration.seconds(20),
      logRetention,
    });
    storage.grantRead(this.handler.role, PICTURE_PARTITIONS);
  }
}
