/** Counts by name with a hard cap on the number of names. Laws and encoding: see the class. */
export class BoundedCounts {
  readonly named = new Map<string, number>();
  other = 0;
}
