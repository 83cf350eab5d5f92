/** Evidence of failed invocations, mergeable and capped. */
export class FailureMarks {
  readonly size = 0;
}
