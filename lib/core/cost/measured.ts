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
  /** Stored for good: checkpoints and history of 35 days, of one function. */
  readonly bytesStoredPerFunction: number;
}

export const MEASURED: Measured = {
  usPerDelivery: 25,
  usPerEvent: 2.3,
  bytesPerFunctionMinute: 80,
  evaluateMsPerThousandFunctions: 380,
  readUnitsPerThousandFunctions: 8,
  writeUnitsPerThousandFunctions: 40,
  readUnitsPerSlot: 8,
  writeUnitsPerSlot: 1,
  bytesStoredPerFunction: 130_000,
};
