/** How the records are made. */
export interface CorpusOptions {
  readonly functions: number;
  readonly seed: number;
  /** First minute, epoch milliseconds. */
  readonly begin?: number;
}

/** A fixed pseudo-random sequence in 0..1 (Lehmer; Park and Miller 1988). */
const sequence = (seed: number) => () => {
  seed = (seed * 48_271) % 2_147_483_647;
  return seed / 2_147_483_647;
};

const MS_PER_MINUTE = 60_000;
const MS_PER_DAY = 86_400_000;

/**
 * Dense window records without end: every function in every minute, with durations, destinations and now and then an
 * error, in order of time.
 */
export function* denseRecords({
  functions,
  seed,
  begin = Date.UTC(2026, 0, 5),
}: CorpusOptions): Generator<string, never> {
  const random = sequence(seed);
  for (let at = begin; ; at += MS_PER_MINUTE) {
    const t = new Date(at).toISOString();
    const hour = Math.sin(((at % MS_PER_DAY) / MS_PER_DAY) * 2 * Math.PI);
    for (let index = 0; index < functions; index++) {
      const invocations = 1 + Math.floor((6 + 4 * hour + (index % 7)) * (0.5 + random()));
      const errors = random() < 0.05 ? 1 : 0;
      yield JSON.stringify({
        t,
        function: `orders-service-${index}`,
        version: '42',
        invocations,
        errors,
        ...(errors > 0 && { errorKinds: { TypeError: errors } }),
        timeouts: 0,
        coldStarts: random() < 0.02 ? 1 : 0,
        durations: Array.from({ length: Math.min(invocations, 10) }, () => Math.round(400 + 8_000 * random()) / 10),
        outbound: { 'api.example.com': invocations, 'dynamodb.eu-west-1.amazonaws.com:443': 2 * invocations },
      });
    }
  }
}
