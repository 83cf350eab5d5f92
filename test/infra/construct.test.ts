import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LogAnomalyDetector, LogSource } from '../../lib/infra/index.ts';
import { only } from '../support/only-resource.ts';
import { synthesise } from '../support/synthesise.ts';

const alerts = { emails: ['oncall@example.com'] };

/** Optional props of the public interfaces of a file, with what stands before them. */
const optionalProps = (file: string): [string, string][] =>
  [...readFileSync(`lib/infra/${file}.ts`, 'utf8').matchAll(/^export interface (\w+) \{\n(.*?)^\}/gms)].flatMap(
    ([, name = '', body = '']) =>
      name === 'ListedLogSource'
        ? []
        : [...body.matchAll(/^((?: {2}\/\*\*(?:(?!\*\/).)*\*\/\n)?) {2}readonly (\w+)\?:/gms)].map(
            ([, comment = '', prop = '']): [string, string] => [`${name}.${prop}`, comment],
          ),
  );

describe('every optional prop', () => {
  const props = ['log-anomaly-detector-props', 'log-source', 'transport', 'subscription'].flatMap(optionalProps);

  it('is found', () => {
    expect(props.length).toBeGreaterThan(40);
    expect(props.map(([name]) => name)).toContain('LogAnomalyDetectorProps.vpc');
  });

  it.each(props)('says what its default does: %s', (_, comment) => {
    expect(comment).toMatch(/@default (?:\S.*)?- \S.{8,}/);
  });
});

describe('the construct', () => {
  it('gives its alarms and metrics away', () => {
    let names: string[] = [];
    const template = synthesise({ alerts }, (stack) => {
      const detector = stack.node.findChild('Detector');
      if (!(detector instanceof LogAnomalyDetector)) throw new Error('no detector');
      names = detector.alarms.map(({ node }) => node.id);
      const many = detector.metric('incidentsOpen', { statistic: 'Maximum' });
      detector.cost.createAlarm(stack, 'Dear', { threshold: 5, evaluationPeriods: 12 });
      many.createAlarm(stack, 'Many', { threshold: 5, evaluationPeriods: 1 });
    });
    expect(names).toContain('EvaluationStopped');
    // What an alarm may take.
    const { Metrics } = only(template, 'AWS::CloudWatch::Alarm', 'Dear').Properties;
    expect((Metrics as unknown[]).length).toBeLessThanOrEqual(11); // ten metrics and the sum of them
    expect(only(template, 'AWS::CloudWatch::Alarm', 'Many').Properties).toMatchObject({
      Namespace: 'Nightjar',
      MetricName: 'IncidentsOpen',
      Statistic: 'Maximum',
      Period: 300,
    });
  });

  it('tells apart groups whose names differ in slashes only', () => {
    const names = ['/shop/a-b', '/shop-a/b'];
    const template = synthesise({ alerts, sources: [LogSource.logGroups(...names)] });
    const filters = template.ofType('AWS::Logs::SubscriptionFilter');
    expect(filters.map(([, { Properties }]) => Properties['LogGroupName'])).toEqual(names);
  });
});
