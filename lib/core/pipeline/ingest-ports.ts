import type { FoldSettings } from './fold-settings.ts';
import type { Clock, Metrics, Table } from './ports.ts';

export interface IngestSettings extends FoldSettings {
  /** Equal shares of the functions, until the table says otherwise. */
  readonly slots: number;
}

export interface IngestPorts {
  readonly table: Table;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly settings: IngestSettings;
}
