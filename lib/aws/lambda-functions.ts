import { type LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { defaultGroupOf } from '../core/subscribe/blind-spots.ts';
import type { FunctionList } from '../core/subscribe/survey.ts';
import { orBusy } from './service-busy.ts';

/** The functions of the account and Region, fifty to a call. */
export const lambdaFunctions = (client: LambdaClient): FunctionList => ({
  async list(Marker) {
    const { Functions = [], NextMarker } = await orBusy(
      client.send(new ListFunctionsCommand(Marker === undefined ? {} : { Marker })),
    );
    const functions = Functions.map(({ FunctionName: name = '', LoggingConfig }) => ({
      name,
      logGroup: LoggingConfig?.LogGroup ?? defaultGroupOf(name),
      systemLogLevel: LoggingConfig?.SystemLogLevel ?? 'INFO',
    }));
    return NextMarker === undefined ? { functions } : { functions, next: NextMarker };
  },
});
