/** When the policy of the account is used. */
export interface AccountSubscriptionProps {
  /**
   * Up to which share of foreign volume the policy is used, from 0 to 1. It takes every log group of the account and can
   * leave out by name only as many as fit; the share is measured by `IncomingBytes` of seven days, once a week.
   *
   * @default 0.1 - with more than a tenth of foreign lines, filters of groups are used instead
   */
  readonly maximumForeignShare?: number;
}

/** By which means log lines are asked for. Made by {@link Subscription.logGroups} or {@link Subscription.account}. */
export type Subscription = { readonly type: 'log-groups' } | ({ readonly type: 'account' } & AccountSubscriptionProps);

export const Subscription = {
  /** A subscription filter on each watched group, which takes one of its two places. */
  logGroups: (): Subscription => ({ type: 'log-groups' }),

  /**
   * One policy for the account and Region, where few of its lines are foreign: new groups are covered at once, and no
   * place of any group is taken. There is one place for such a policy; where another stands, filters are used.
   */
  account: (props: AccountSubscriptionProps = {}): Subscription => ({ type: 'account', ...props }),
} as const;
