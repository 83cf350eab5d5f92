import { alertJson } from '../../core/alert/alert-json.ts';
import type { Incident, Transition } from '../../core/incident/incident.ts';
import { readIncidents } from '../../core/pipeline/incident-log.ts';
import { TableProblem } from '../../core/pipeline/ports.ts';
import type { EpochMs } from '../../core/units.ts';
import type { DeployedPlace } from '../deployed-table.ts';
import { UserMistake } from '../user-mistake.ts';
import { type IncidentRecord, readIncidentLine } from './incident-record.ts';

/** Incidents of a deployed installation that reach into a range, with the credentials that the AWS CLI would use. */
export const readDeployedIncidents = async (
  installation: DeployedPlace,
  from: EpochMs,
  until: EpochMs,
): Promise<IncidentRecord[]> => {
  const { openDeployedTable } = await import('../deployed-table.ts');
  const { table } = await openDeployedTable(installation);
  const incidents = await readIncidents(table, from, until).catch((error: unknown) => {
    if (error instanceof TableProblem) throw new UserMistake(error.message, 'the table must be readable');
    throw error;
  });
  return incidents.flatMap((incident) => readIncidentLine(alertJson(lastTransition(incident))) ?? []);
};

/** What was told last, as far as the log tells it. */
const lastTransition = (incident: Incident): Transition => ({
  type: incident.status === 'open' ? 'incident.opened' : 'incident.resolved',
  incident,
  at: incident.endedAt ?? incident.detectedAt,
  changes: [],
});
