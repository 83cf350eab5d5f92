/** What DynamoDB would bill. Units as its price list defines them, for on-demand tables. */
export interface Billed {
  /** 1 KB each, rounded up per item; refused conditional puts count too. */
  writeUnits: number;
  /** 4 KB each, half when eventually consistent; of a query the sum of its items is rounded. */
  readUnits: number;
  requests: number;
  itemsWritten: number;
  bytesWritten: number;
}

export const nothingBilled = (): Billed => ({
  writeUnits: 0,
  readUnits: 0,
  requests: 0,
  itemsWritten: 0,
  bytesWritten: 0,
});

/** What was billed since. */
export const billedSince = (now: Billed, before: Billed): Billed => ({
  writeUnits: now.writeUnits - before.writeUnits,
  readUnits: now.readUnits - before.readUnits,
  requests: now.requests - before.requests,
  itemsWritten: now.itemsWritten - before.itemsWritten,
  bytesWritten: now.bytesWritten - before.bytesWritten,
});

const WRITE_UNIT_BYTES = 1_024;
const READ_UNIT_BYTES = 4_096;

export const billWrite = (billed: Billed, bytes: number): void => {
  billed.writeUnits += Math.max(1, Math.ceil(bytes / WRITE_UNIT_BYTES));
  billed.itemsWritten++;
  billed.bytesWritten += bytes;
};

export const billRead = (billed: Billed, bytes: number, isConsistent: boolean): void => {
  billed.readUnits += Math.max(1, Math.ceil(bytes / READ_UNIT_BYTES)) * (isConsistent ? 1 : 0.5);
};
