/** How alarms become incidents. All spans in minutes. */
export interface LedgerSettings {
  /** Alarms of one function that open within this of each other are one incident. */
  readonly mergeWithinMinutes: number;
  /** Alarms of many functions that open within this of each other may be one fleet incident. */
  readonly fleetWithinMinutes: number;
  /** Fewest functions of a fleet incident. */
  readonly fleetLeastFunctions: number;
  /** Part of the active functions (0..1) that makes a fleet incident of one signal and direction. */
  readonly fleetShare: number;
  /** So many functions always suffice, however large the fleet. */
  readonly fleetEnoughFunctions: number;
  /** Longest wait of an opening for companions. Critical ones, and ones without any companion, never wait. */
  readonly waitForCompanionsMinutes: number;
  /** An alarm of the same function, signal and direction within this of the end continues the old incident. */
  readonly reopenWithinMinutes: number;
  /** At least this between two updates that only say that more functions or signals joined. */
  readonly updateEveryMinutes: number;
  /** When people are reminded of what is still open; never when absent. */
  readonly reminders?: ReminderSettings;
  /** An alarm without news for so long is closed as accepted; detectors accept after 24 h, so this is a net. */
  readonly forgetAfterMinutes: number;
  /** Bounds on what a storm may store. */
  readonly most: LedgerBounds;
}

export interface ReminderSettings {
  /** Without news since the last notice. */
  readonly afterMinutes: number;
  /** From the second reminder on. */
  readonly everyMinutes: number;
}

export interface LedgerBounds {
  /** Beyond it new alarms join one catch-all incident. */
  readonly openIncidents: number;
  readonly resolvedIncidents: number;
  /** Members with full evidence, over all incidents. */
  readonly fullMembers: number;
  /** Members known by hashes only, over all incidents. Alarms beyond are not tracked. */
  readonly crowdMembers: number;
}

/**
 * Merge, fleet and re-open spans, share and least functions: as documented in docs/signals. Why a fleet of any size is
 * served by 25 functions: with one alarm per function and month, 5,000 functions open 0.6 alarms in five minutes, so 25
 * of one signal and direction are never a coincidence. Bounds keep the ledger below 1 MiB of JSON.
 */
export const DEFAULT_LEDGER_SETTINGS: LedgerSettings = Object.freeze({
  mergeWithinMinutes: 15,
  fleetWithinMinutes: 5,
  fleetLeastFunctions: 3,
  fleetShare: 0.05,
  fleetEnoughFunctions: 25,
  waitForCompanionsMinutes: 2,
  reopenWithinMinutes: 60,
  updateEveryMinutes: 5,
  forgetAfterMinutes: 2 * 1_440,
  most: Object.freeze({ openIncidents: 200, resolvedIncidents: 200, fullMembers: 256, crowdMembers: 12_000 }),
});
