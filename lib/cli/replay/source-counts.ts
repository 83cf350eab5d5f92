import type { ExactFacts, FactCounts } from '../../core/fold/exact-facts.ts';
import type { Tally } from '../../core/fold/tally.ts';
import { type FunctionId, functionKeyOf } from '../../core/function-key.ts';
import { attributeSubject, type SubjectMap } from '../../core/incident/attribute-subject.ts';
import { SOURCES, type Source } from '../../core/parse/source.ts';

/** What one source brought. */
interface SourceCounts {
  readonly events: number;
  /** Absent for the functions' own logs. */
  readonly facts?: number;
  /** The part of the facts that no function is known for. */
  readonly unattributed?: number;
}

interface SubjectCounts extends FactCounts {
  /** The functions behind it: one, several that share it, or none that is known. */
  readonly functions: readonly string[];
}

/** The part of the counts line that is about sources other than the functions' own logs. */
export interface SourcesAndSubjects {
  readonly sources: Readonly<Partial<Record<Source, SourceCounts>>>;
  readonly subjects: Readonly<Record<string, SubjectCounts>>;
}

export const sourceCounts = (tally: Tally, facts: ExactFacts, map: SubjectMap): SourcesAndSubjects => {
  const bySubject = facts.bySubject();
  const total = new Map<Source, number>(tally.nameless);
  const unattributed = new Map<Source, number>(tally.nameless);
  const subjects = new Map<string, SubjectCounts>();
  for (const [id, counts] of bySubject) {
    const functions = functionsOf(id, map);
    for (const source of SOURCES) {
      const count = counts.facts[source] ?? 0;
      total.set(source, (total.get(source) ?? 0) + count);
      if (functions.length === 0) unattributed.set(source, (unattributed.get(source) ?? 0) + count);
    }
    const { name } = functionKeyOf(id);
    subjects.set(subjects.has(name) ? id : name, { functions, ...counts });
  }
  const sources = SOURCES.filter((source) => tally.sources.has(source)).map((source): [Source, SourceCounts] => {
    const events = tally.sources.get(source) ?? 0;
    if (source === 'lambda') return [source, { events }];
    return [source, { events, facts: total.get(source) ?? 0, unattributed: unattributed.get(source) ?? 0 }];
  });
  return { sources: Object.fromEntries(sources), subjects: Object.fromEntries(subjects) };
};

const functionsOf = (id: FunctionId, map: SubjectMap): readonly string[] => {
  const attribution = attributeSubject(functionKeyOf(id), map);
  switch (attribution.kind) {
    case 'function':
      return [attribution.function.name];
    case 'network-group':
      return attribution.functions.map(({ name }) => name);
    case 'none':
      return [];
  }
};
