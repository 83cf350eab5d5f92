import { saltOf } from '../../config/environment.ts';
import type { SummaryCell } from '../../core/fold/summary-table.ts';
import { summaryOfRecord } from '../../core/fold/window-record.ts';
import { backfill } from '../../core/pipeline/backfill.ts';
import { addMinutes, type Minute } from '../../core/units.ts';
import type { LogDelivery } from './cloud/log-delivery.ts';
import type { DemoInstallation } from './demo-installation.ts';
import { learningDays } from './fleet/learning-days.ts';
import { logLinesOf } from './fleet/log-lines.ts';
import type { SimulatedFleet } from './fleet/simulated-fleet.ts';

/** Backfills the days before `until` as window records. Gives the number of records. */
export const learnDays = async (
  {
    fleet,
    delivery,
    installation,
  }: {
    readonly fleet: SimulatedFleet;
    readonly delivery: LogDelivery;
    readonly installation: DemoInstallation;
  },
  until: Minute,
  tell: (minute: Minute) => Promise<void>,
): Promise<number> => {
  const salt = saltOf(installation);
  let records = 0;
  async function* cells(): AsyncGenerator<SummaryCell> {
    const days = learningDays(fleet, until);
    let told = fleet.minute;
    for (let next = days.next(); ; next = days.next()) {
      if (next.done) {
        for (const { profile, invocations } of next.value) {
          for (const invocation of invocations) delivery.write(profile, logLinesOf(profile, invocation));
        }
        return;
      }
      const read = summaryOfRecord(next.value, salt);
      if (!read.ok) throw new Error(`the simulation wrote a bad window record: ${read.problem.field}`);
      records++;
      yield read.value;
      if (fleet.minute - told >= 60) {
        told = fleet.minute;
        await tell(told);
      }
    }
  }
  await backfill(
    {
      table: installation.dynamo.table,
      settings: { ...installation.settings, salt, minimumSeverity: 'low' },
      attempt: 'demo',
    },
    cells(),
    addMinutes(until, -1),
  );
  return records;
};
