/** Figures of `npm run bench:scale` and of the ingest benchmark; docs/cost.md says when and where. */
export interface Measured {
  /** CPU of ingest: per delivery and per event, microseconds. */
  readonly usPerDelivery: number;
  readonly usPerEvent: number;
  /** Of a packed summary of one function and minute. */
  readonly bytesPerFunctionMinute: number;
  /** Of one tick with checkpoint, history, ledger and reports shared out over the quarter of an hour. */
  readonly evaluateMsPerThousandFunctions: number;
  readonly readUnitsPerThousandFunctions: number;
  readonly writeUnitsPerThousandFunctions: number;
  /** The same for each slot, however few functions it has. */
  readonly readUnitsPerSlot: number;
  readonly writeUnitsPerSlot: number;
  /** Stored at any time: checkpoints of 14 days and history of 35, of one function. */
  readonly bytesStoredPerFunction: number;
}

/** Of 1,000 and 10,000 functions; requests are signed, answers read, HTTP itself is left out. */
export const MEASURED: Measured = {
  usPerDelivery: 10,
  usPerEvent: 0.6,
  bytesPerFunctionMinute: 80,
  evaluateMsPerThousandFunctions: 440,
  readUnitsPerThousandFunctions: 20,
  writeUnitsPerThousandFunctions: 18,
  readUnitsPerSlot: 6,
  writeUnitsPerSlot: 3,
  bytesStoredPerFunction: 1_600_000,
};
