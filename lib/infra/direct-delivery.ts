import { ArnFormat, Stack } from 'aws-cdk-lib';
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { Construct, type IDependable } from 'constructs';
import type { Delivery } from './delivery.ts';
import type { HandlerFunction } from './handler-function.ts';

/** CloudWatch Logs invokes ingest itself. */
export class DirectDelivery extends Construct implements Delivery {
  readonly destinationArn: string;
  readonly ready: readonly IDependable[];

  constructor(scope: Construct, id: string, { ingest }: { readonly ingest: HandlerFunction }) {
    super(scope, id);
    this.destinationArn = ingest.function.functionArn;
    const { account } = Stack.of(this);
    const permission = new CfnPermission(this, 'LogsInvokeIngest', {
      functionName: ingest.function.functionArn,
      action: 'lambda:InvokeFunction',
      principal: 'logs.amazonaws.com',
      sourceAccount: account,
      // One statement for all groups: one for each would overflow the function's 20 KB policy at about 62 groups.
      sourceArn: Stack.of(this).formatArn({
        service: 'logs',
        resource: 'log-group',
        resourceName: '*',
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
    });
    this.ready = [permission];
  }
}
