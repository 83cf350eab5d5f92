import type { Signal } from '../../lib/core/signal.ts';
import type { Peer } from './peers.ts';
import type { Alert } from './score.ts';
import { type FunctionSeries, PERIOD_MINUTES, type SeriesRecorder } from './series-recorder.ts';

/** Alerts of one gauge closer together than this are one. */
const MERGED_MINUTES = 60;
/** A metric period is complete when it ends, and is judged a minute later. */
const SETTLE_MINUTES = 1;

const SIGNALS_OF: Readonly<Record<keyof FunctionSeries, readonly Signal[]>> = {
  invocations: ['invocations'],
  errors: ['errors', 'timeouts', 'new-error'],
  logDuration: ['duration'],
};

/** What a peer would have alerted on, in the words of the score. Peers see counts, failures and durations only. */
export const peerAlerts = ({ fleet, series }: SeriesRecorder, peer: Peer): Alert[] => {
  const alerts: Alert[] = [];
  const firstPeriod = Math.floor(fleet.from / PERIOD_MINUTES);
  for (const [index, gauges] of series.entries()) {
    for (const gauge of ['invocations', 'errors', 'logDuration'] as const) {
      let beyond = 0;
      let last = Number.NEGATIVE_INFINITY;
      for (const [period, deviations] of peer.scorer(gauges[gauge], firstPeriod).entries()) {
        const isBeyond =
          gauge === 'invocations' ? Math.abs(deviations) > peer.deviations : deviations > peer.deviations;
        beyond = isBeyond ? beyond + 1 : 0;
        const at = fleet.from + (period + 1) * PERIOD_MINUTES + SETTLE_MINUTES;
        if (beyond < peer.consecutive || at < fleet.alertsFrom) continue;
        if (at - last > MERGED_MINUTES) {
          alerts.push({ at, functions: [index], signals: SIGNALS_OF[gauge], severity: 'medium', isNew: true });
        }
        last = at;
      }
    }
  }
  return alerts;
};
