import { describe, expect, it } from 'vitest';
import { METRIC_NAMES } from '../../lib/config/metric-names.ts';
import { LogSource, Transport } from '../../lib/infra/index.ts';
import { dashboardProblems } from '../support/dashboard-rules.ts';
import { only } from '../support/only-resource.ts';
import { resolveValue, sampleArn } from '../support/resolve-template.ts';
import { type Synthesised, synthesise } from '../support/synthesise.ts';

const alerts = { emails: ['oncall@example.com'] };
const TEMPLATES = {
  direct: synthesise({ alerts, sources: [LogSource.logGroups('/aws/lambda/checkout')] }),
  kinesis: synthesise({ alerts, transport: Transport.kinesis({ shards: 3 }) }),
};

interface Body {
  readonly start: string;
  readonly widgets: readonly {
    readonly type: string;
    readonly y: number;
    readonly properties: Readonly<Record<string, unknown>>;
  }[];
}

const bodyTextOf = (template: Synthesised): string =>
  String(resolveValue(only(template, 'AWS::CloudWatch::Dashboard').Properties['DashboardBody'], template.resources));
const bodyOf = (template: Synthesised): Body => JSON.parse(bodyTextOf(template));

describe.each(Object.entries(TEMPLATES))('the dashboard, %s', (_, template) => {
  const body = bodyOf(template);
  const expressions = body.widgets.flatMap(
    ({ properties }) => JSON.stringify(properties['metrics'] ?? []).match(/"expression":"(?:[^"\\]|\\.)*"/g) ?? [],
  );

  it('has a body that CloudWatch takes', () => {
    expect(dashboardProblems(bodyTextOf(template))).toEqual([]);
    expect(bodyTextOf(template).length).toBeLessThan(60_000);
    expect(body.start).toBe('-P1D');
  });

  it('shows on top what a glance is for', () => {
    const tiles = body.widgets.filter(({ properties }) => properties['view'] === 'singleValue');
    expect(tiles).toHaveLength(6);
    expect(Math.max(...tiles.map(({ y }) => y))).toBeLessThan(2);
    const text = JSON.stringify(tiles);
    for (const name of [
      'eventsIngested',
      'functionsTracked',
      'functionsBlind',
      'incidentsOpen',
      'evaluationLag',
    ] as const) {
      expect(text).toContain(`"${METRIC_NAMES[name]}"`);
    }
    expect(text).toContain('Cost, $ a day at this rate');
  });

  it('holds every alarm of the installation', () => {
    const alarms = body.widgets
      .filter(({ type }) => type === 'alarm')
      .flatMap(({ properties }) => properties['alarms']);
    expect(alarms).toHaveLength(template.ofType('AWS::CloudWatch::Alarm').length);
  });

  it('calls the widget function with views that it knows, again on refresh, resize and another time range', () => {
    const [widget] = template.ofType('AWS::Lambda::Function').filter(([id]) => id.includes('Widget'));
    if (widget === undefined) throw new Error('no widget function');
    const custom = body.widgets.filter(({ type }) => type === 'custom').map(({ properties }) => properties);
    expect(custom.map(({ params }) => params)).toEqual([{ view: 'fleet' }, { view: 'function' }]);
    for (const { endpoint, updateOn } of custom) {
      expect(endpoint).toBe(sampleArn(...widget));
      expect(updateOn).toEqual({ refresh: true, resize: true, timeRange: true });
    }
  });

  it('has a graph for every signal that can be summed over a fleet', () => {
    const titles = body.widgets.map(({ properties }) => String(properties['title']));
    const graphs = ['Invocations', 'Errors', 'Duration, ms', 'Time-outs', 'Cold starts', 'Memory', 'Outbound calls'];
    for (const graph of graphs) expect(titles.some((title) => title.startsWith(graph))).toBe(true);
  });

  it('ranks functions by queries over native metrics, and names no single function', () => {
    expect(expressions.filter((each) => each.includes('SELECT')).length).toBeGreaterThan(3);
    expect(expressions.join()).not.toContain('Nightjar');
  });
});

it('counts the cost of shards where there are some', () => {
  const costOf = (template: Synthesised): string => /\(FILL[^"]*/.exec(bodyTextOf(template))?.[0] ?? '';
  expect(costOf(TEMPLATES.kinesis)).toMatch(/\+1\.08$/);
  expect(costOf(TEMPLATES.direct)).toMatch(/\+0$/);
});
