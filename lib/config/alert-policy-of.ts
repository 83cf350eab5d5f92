import { type AlertPolicy, DEFAULT_ALERT_POLICY } from '../core/order/alert-policy.ts';
import type { Config } from './config.ts';

const minutesOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));

/** How people are told, as the evaluator takes it. */
export const alertPolicyOf = ({ alerts, overrides }: Config): AlertPolicy => {
  const { remindAfterMinutes, remindEveryMinutes, stormAlerts, stormWithinMinutes, digestAt, quietHours } = alerts;
  return {
    overrides: overrides.map(({ runbook, ...one }) => (runbook === undefined ? one : { ...one, runbookUrl: runbook })),
    obeysTags: alerts.obeyTags,
    reminders: remindAfterMinutes === 0 ? null : { afterMinutes: remindAfterMinutes, everyMinutes: remindEveryMinutes },
    storm: stormAlerts === 0 ? null : { alerts: stormAlerts, withinMinutes: stormWithinMinutes },
    digestMinute: digestAt === 'never' ? null : minutesOf(digestAt),
    quietHours:
      quietHours === undefined
        ? null
        : {
            fromMinute: minutesOf(quietHours.from),
            toMinute: minutesOf(quietHours.to),
            timeZone: quietHours.timeZone,
          },
  };
};

/** Whether it says nothing that the evaluator does not do by itself. */
export const isDefaultPolicy = (policy: AlertPolicy): boolean =>
  JSON.stringify(policy) === JSON.stringify(DEFAULT_ALERT_POLICY);
