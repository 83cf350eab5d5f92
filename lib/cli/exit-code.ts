/** What scripts can rely on; see docs/cli.md. */
export const EXIT = {
  fine: 0,
  internal: 1,
  /** A wrong command line, or input that cannot be read. */
  usage: 2,
  /** `--fail-on`: an incident of at least that severity was seen. */
  failOn: 3,
  /** `doctor`: something is not as it should be. */
  unwell: 4,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
