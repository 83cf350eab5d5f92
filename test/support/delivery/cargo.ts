import fc from 'fast-check';
import { type EpochMs, epochMs, MS_PER_MINUTE } from '../../../lib/core/units.ts';
import { loggedLines, type StreamRecord, subscriptionData } from '../log-payload.ts';

/** A Tuesday. */
export const START = epochMs(Date.UTC(2026, 0, 6, 12, 0));

/** What the simulated sources hold: each record and delivery of it counts once, however it is delivered. */
export interface Cargo {
  readonly shards: readonly (readonly StreamRecord[])[];
  readonly direct: readonly { readonly at: EpochMs; readonly data: string }[];
}

export const SHARDS = 3;

/** Clocks of producers: nearly right, or days off. */
const clockError = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: -4, max: 0 }) },
  { weight: 1, arbitrary: fc.integer({ min: -60, max: 3 }) },
  { weight: 1, arbitrary: fc.integer({ min: -4 * 1_440, max: 3 * 1_440 }) },
);

const payload = fc.record({
  /** A centralised log group: each of its events says whose it is, so one delivery has functions of several slots. */
  isCentral: fc.boolean(),
  name: fc.constantFrom('checkout', 'search', 'mailer', '__proto__', 'report'),
  invocations: fc.array(fc.record({ clockError, durationMs: fc.integer({ min: 1, max: 40_000 }) }), {
    minLength: 1,
    maxLength: 3,
  }),
});

const originOf = (index: number) => ({ '@aws.account': `44445555666${index}`, '@aws.region': 'eu-central-1' });

const GARBAGE = ['', '!!!', 'bm8gZ3ppcA==', Buffer.from([31, 139, 8, 0, 1, 2, 3]).toString('base64')];

const record = fc.oneof({ weight: 9, arbitrary: payload }, fc.constantFrom(...GARBAGE));

const arrivalOf = (index: number): EpochMs => epochMs(START + index * 3 * MS_PER_MINUTE);

/** @param most records of a shard, and direct deliveries */
export const cargoOf = (most: number): fc.Arbitrary<Cargo> =>
  fc
    .record({
      shards: fc.array(fc.array(record, { minLength: 1, maxLength: most }), { minLength: SHARDS, maxLength: SHARDS }),
      direct: fc.array(payload, { maxLength: most }),
    })
    .map(({ shards, direct }) => {
      let serial = 0;
      const dataOf = ({ name, isCentral, invocations }: (typeof direct)[number], arrived: EpochMs): string =>
        subscriptionData(
          name,
          invocations.flatMap(({ clockError, durationMs }, index) => {
            const at = epochMs(arrived + clockError * MS_PER_MINUTE + ++serial);
            const requestId = `00000000-0000-4000-8000-${String(serial).padStart(12, '0')}`;
            const lines = loggedLines({ requestId, at, durationMs });
            return isCentral ? lines.map((line) => ({ ...line, extractedFields: originOf(index) })) : lines;
          }),
        );
      return {
        shards: shards.map((records, shard) =>
          records.map((one, index) => ({
            // Numbers are not consecutive, and grow by a digit on the way.
            sequence: String(BigInt(990 + index * 3) * 10n ** 52n + BigInt(shard)),
            arrivedAt: arrivalOf(index),
            data: typeof one === 'string' ? one : dataOf(one, arrivalOf(index)),
          })),
        ),
        direct: direct.map((one, index) => ({ at: arrivalOf(index), data: dataOf(one, arrivalOf(index)) })),
      };
    });
