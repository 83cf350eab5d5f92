import { accountReader } from '../aws/account-reader.ts';
import { DynamoClient } from '../aws/dynamo-client.ts';
import { DynamoTable } from '../aws/dynamo-table.ts';
import { environmentConnection } from '../aws/environment-connection.ts';
import { systemClock } from '../aws/system-clock.ts';
import type { Mark } from '../core/order/mark.ts';
import { endMark, makeMark, readMarks } from '../core/pipeline/mark-rows.ts';
import { type EpochMs, type Minute, minuteOf } from '../core/units.ts';
import { quoted } from './output/quoted.ts';
import { UserMistake } from './user-mistake.ts';

/** What of a deployed installation the commands about marks use. */
export interface Installation {
  readonly now: () => EpochMs;
  /** ARN of whoever runs the command. */
  readonly who: string;
  readonly marks: {
    list(): Promise<readonly Mark[]>;
    make(mark: Mark): Promise<void>;
    end(
      isMeant: (mark: Mark) => boolean,
      end: { readonly by: string; readonly at: number; readonly window: Minute },
    ): Promise<readonly Mark[]>;
  };
}

/** The installation of a stack, by the credentials that the AWS CLI would use. */
export const openInstallation = async (stackName: string, givenRegion: string | undefined): Promise<Installation> => {
  // The SDK's word about its own support for this Node is no news of the installation.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  const reader = accountReader(systemClock, givenRegion);
  const { arn, region } = await reader.identity();
  const tableName = (await reader.stack(stackName))?.outputs.get('TableName');
  if (tableName === undefined) {
    throw new UserMistake(`no stack ${quoted(stackName)} with a table in ${region}`, 'name it with --stack');
  }
  const table = new DynamoTable(new DynamoClient(await environmentConnection('dynamodb', region)), tableName);
  const stored = () => readMarks(table, minuteOf(systemClock()));
  return {
    now: systemClock,
    who: arn,
    marks: {
      list: async () => (await stored()).map(({ mark }) => mark),
      make: (mark) => makeMark(table, mark),
      end: async (isMeant, end) => {
        const meant = (await stored()).filter(({ mark }) => isMeant(mark));
        for (const one of meant) {
          if ((await endMark(table, one, end)) === 'refused') throw new Error('somebody changed the mark: try again');
        }
        return meant.map(({ mark }) => mark);
      },
    },
  };
};
