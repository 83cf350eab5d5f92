export interface BenchOptions {
  readonly seeds: readonly number[];
  readonly functions: number;
  readonly learningDays: number;
  readonly evaluatedDays: number;
  readonly incidentsPerFunction: number;
  readonly verbose: boolean;
  readonly peers: boolean;
}

/** Reads `--name=value` and `--flag`. */
export const readOptions = (given: readonly string[]): BenchOptions => {
  const values = new Map(
    given.map((argument) => {
      const [name = '', value = ''] = argument.replace(/^--/, '').split('=');
      return [name, value];
    }),
  );
  const numberOf = (name: string, fallback: number): number => Number(values.get(name) ?? fallback);
  return {
    seeds: (values.get('seeds') ?? '1001,1002,1003').split(',').map(Number),
    functions: numberOf('functions', 60),
    learningDays: numberOf('learn', 14),
    evaluatedDays: numberOf('days', 28),
    incidentsPerFunction: numberOf('incidents', 4),
    verbose: values.has('verbose'),
    peers: !values.has('no-peers'),
  };
};
