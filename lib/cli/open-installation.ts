import { systemClock } from '../aws/system-clock.ts';
import type { Mark } from '../core/order/mark.ts';
import { endMark, makeMark, readMarks } from '../core/pipeline/mark-rows.ts';
import { type EpochMs, type Minute, minuteOf } from '../core/units.ts';
import { openDeployedTable } from './deployed-table.ts';

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
export const openInstallation = async (stackName: string, region: string | undefined): Promise<Installation> => {
  const { table, who } = await openDeployedTable({ stackName, region });
  const stored = () => readMarks(table, minuteOf(systemClock()));
  return {
    now: systemClock,
    who,
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
