import { usualShare } from '../baseline/share-baseline.ts';
import type { Severity, Signal } from '../signal.ts';
import { deployFacts, type Moment } from './moment.ts';
import { rateUnitFor, readable } from './rate-unit.ts';
import { type ShareTest, type ShareTestSettings, shareSurprise, solidAlternative } from './share-test.ts';
import type { Evidence, Fact } from './verdict.ts';

/** The usual range is drawn three standard deviations wide. */
const RANGE_DEVIATIONS = 3;

export interface ShareWords {
  readonly signal: Signal;
  /** Plural, as in `errors`: the unit becomes `errors/min`. */
  readonly noun: string;
  /** As in `12 % of 300 invocations failed in 9 min`. */
  readonly verb: string;
}

/** The window's episode in words and numbers: how many, of how many, since when, against what. */
export const shareEvidence = (
  test: ShareTest,
  settings: ShareTestSettings,
  words: ShareWords,
  severityOf: (surprise: number, hits: number, total: number) => Severity,
  factsFirst: readonly Fact[],
  moment: Moment,
): Evidence => {
  const cusum = (solidAlternative(test, settings) ?? test.alternatives[0])?.cusum;
  const since = cusum?.since ?? moment.minute;
  const hits = cusum?.observed ?? 0;
  const total = cusum?.expected ?? 0;
  const minutes = moment.minute - since + 1;
  const unit = rateUnitFor(hits / minutes);
  const usual = usualShare(test.baseline);
  const usualHits = usual * total;
  const mostUsualHits = Math.min(usualHits + RANGE_DEVIATIONS * Math.sqrt(usualHits), (usualHits + hits) / 2);
  const surprise = shareSurprise(test, settings);
  const share = total > 0 ? hits / total : 0;
  return {
    signal: words.signal,
    direction: 'up',
    observed: readable((hits * unit.minutes) / minutes),
    expected: { lower: 0, upper: readable((mostUsualHits * unit.minutes) / minutes) },
    unit: `${words.noun}/${unit.name}`,
    score: readable(surprise),
    sampleSize: total,
    comparedWith: `usual share of invocations, ${readable(usual * 100)} %`,
    since,
    severity: severityOf(surprise, hits, total),
    afterDeploy: moment.deploy !== undefined,
    facts: [
      ...factsFirst,
      { kind: 'note', text: `${readable(share * 100)} % of ${total} invocations ${words.verb} in ${minutes} min` },
      ...deployFacts(moment),
    ],
  };
};
