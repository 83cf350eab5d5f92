import { hash53 } from '../hash.ts';
import type { Ledger } from './ledger.ts';

/** Says of an alarm whether the ledger has taken it in, with its evidence or as one of a crowd. Looked up when first asked. */
export const knownAlarms = ({ incidents }: Ledger): ((alarmId: string) => boolean) => {
  let known: { readonly ids: ReadonlySet<string>; readonly hashes: ReadonlySet<number> } | undefined;
  return (id) => {
    known ??= {
      ids: new Set(incidents.flatMap(({ members }) => members.map(({ alarmId }) => alarmId))),
      hashes: new Set(incidents.flatMap(({ crowd }) => crowd.map(([alarmHash]) => alarmHash))),
    };
    return known.ids.has(id) || known.hashes.has(hash53(id));
  };
};
