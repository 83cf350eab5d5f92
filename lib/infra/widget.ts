import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { writeWidgetEnvironment } from '../config/environment.ts';
import { PICTURE_PARTITIONS } from '../core/pipeline/table-keys.ts';
import { HandlerFunction, type HandlerSettings } from './handler-function.ts';
import type { Storage } from './storage.ts';

export interface WidgetProps {
  readonly storage: Storage;
  readonly settings: HandlerSettings;
}

/** Draws incidents, bands and deploys for dashboards. It reads history and incidents, and can do nothing else. */
export class Widget extends Construct {
  readonly handler: HandlerFunction;

  constructor(scope: Construct, id: string, { storage, settings }: WidgetProps) {
    super(scope, id);
    this.handler = new HandlerFunction(this, 'Handler', {
      ...settings,
      handler: 'widget',
      description: 'Nightjar: draws incidents and signals for CloudWatch dashboards',
      environment: writeWidgetEnvironment({ tableName: storage.table.tableName }),
      memoryMb: 512,
      timeout: Duration.seconds(20),
    });
    storage.grantRead(this.handler.role, PICTURE_PARTITIONS);
  }
}
