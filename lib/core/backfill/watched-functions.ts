import type { LogGroupSelection } from '../log-group-selection.ts';
import type { Clock } from '../pipeline/ports.ts';
import type { LoggingFunction } from '../subscribe/blind-spots.ts';
import { type Pause, paced } from '../subscribe/pace.ts';
import { type SurveyPorts, survey } from '../subscribe/survey.ts';
import type { EpochMs } from '../units.ts';

/** A function, and the group that it logs to. */
export type WatchedFunction = Pick<LoggingFunction, 'name' | 'logGroup'>;

/** The functions whose log group a selection takes. */
export const watchedFunctions = async (
  { clock, pause, ...ports }: SurveyPorts & { readonly clock: Clock; readonly pause: Pause },
  selection: LogGroupSelection,
  until: EpochMs,
): Promise<readonly WatchedFunction[]> => {
  const { functions = [], isWanted } = await survey(ports, selection, true, paced(clock, pause, until));
  return functions.filter(({ logGroup }) => isWanted(logGroup));
};
