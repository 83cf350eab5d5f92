import { dynamoConnection } from '../../lib/aws/aws-connection.ts';
import { DynamoClient } from '../../lib/aws/dynamo-client.ts';
import { DynamoTable } from '../../lib/aws/dynamo-table.ts';
import { describeEnvironmentProblems, readWidgetEnvironment } from '../../lib/config/environment.ts';
import { drawWidget } from '../../lib/core/pipeline/draw-widget.ts';

interface Invoked {
  readonly invokedFunctionArn: string;
}

/** The handler for an environment: answers CloudWatch with the HTML of a custom widget. */
export const widgetHandler = (variables: Readonly<Record<string, string | undefined>>) => {
  const environment = readWidgetEnvironment(variables);
  if (!environment.ok) throw new Error(describeEnvironmentProblems(environment.problem));
  const { tableName, region } = environment.value;
  const table = new DynamoTable(new DynamoClient(dynamoConnection(variables, region)), tableName);
  return (event: unknown, { invokedFunctionArn }: Invoked): Promise<string> =>
    drawWidget(table, event, invokedFunctionArn);
};
