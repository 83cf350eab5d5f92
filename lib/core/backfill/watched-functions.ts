import type { LogGroupSelection } from '../log-group-selection.ts';
import type { Clock } from '../pipeline/ports.ts';
import { type Pause, paced } from '../subscribe/pace.ts';
import { type SurveyPorts, survey } from '../subscribe/survey.ts';
import type { EpochMs } from '../units.ts';

/** Names of the functions whose log group a selection takes. */
export const watchedFunctions = async (
  { clock, pause, ...ports }: SurveyPorts & { readonly clock: Clock; readonly pause: Pause },
  selection: LogGroupSelection,
  until: EpochMs,
): Promise<readonly string[]> => {
  const { functions = [], isWanted } = await survey(ports, selection, true, paced(clock, pause, until));
  return functions.filter(({ logGroup }) => isWanted(logGroup)).map(({ name }) => name);
};
