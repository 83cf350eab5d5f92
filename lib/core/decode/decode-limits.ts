export interface DecodeLimits {
  /** Most bytes that one payload may inflate to. */
  readonly maxInflatedBytes: number;
}

/** A full Kinesis record (1 MiB) of the densest real logs seen inflates 34-fold. */
export const DEFAULT_DECODE_LIMITS: DecodeLimits = { maxInflatedBytes: 40 * 1024 * 1024 };
