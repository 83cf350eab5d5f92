/** `warning`: works, but somebody should look. `wrong`: something is missed. */
export type Verdict = 'fine' | 'warning' | 'wrong';

export interface Finding {
  readonly check: string;
  readonly verdict: Verdict;
  /** One sentence without full stop: what was found, and where that helps, what to do. */
  readonly says: string;
}
