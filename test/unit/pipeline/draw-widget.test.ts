import { describe, expect, it } from 'vitest';
import { type FunctionKey, functionIdOf } from '../../../lib/core/function-key.ts';
import { drawWidget } from '../../../lib/core/pipeline/draw-widget.ts';
import { historyRows } from '../../../lib/core/pipeline/history-rows.ts';
import { logIncidents } from '../../../lib/core/pipeline/incident-log.ts';
import { beginLayout } from '../../../lib/core/pipeline/layout-row.ts';
import { MemoryTable } from '../../../lib/core/pipeline/memory-table.ts';
import { type Table, TableProblem } from '../../../lib/core/pipeline/ports.ts';
import { slotOf } from '../../../lib/core/pipeline/slot-layout.ts';
import { epochMs } from '../../../lib/core/units.ts';
import { fleetStory } from '../../support/fleet-story.ts';
import { readHtml } from '../../support/html-tree.ts';
import { widgetProblems } from '../../support/widget-rules.ts';

const ENDPOINT = 'arn:aws:lambda:eu-west-1:123456789012:function:widget';
const DAY_MS = 86_400_000;
const LIFE_MS = 35 * DAY_MS;

const story = fleetStory({ functions: 12, incidents: 30, days: 4 });

/** A table as evaluation leaves it, in a layout of two slots. */
const tableOf = async ({ functions, incidents }: typeof story, rename = (name: string) => name): Promise<Table> => {
  const table = new MemoryTable();
  await beginLayout(table, 2);
  const renamed = (key: FunctionKey): FunctionKey => ({ ...key, name: rename(key.name) });
  for (const { key, history } of functions) {
    const id = functionIdOf(renamed(key));
    const entries = history.map((point) => ({ id, point, late: false }));
    await table.putAll(
      historyRows(
        { slots: 2, slot: slotOf(id, 2) },
        functions.findIndex((one) => one.key === key),
        entries,
        LIFE_MS,
      ),
    );
  }
  const renamedIncidents = incidents.map((incident) => ({
    ...incident,
    members: incident.members.map((member) => ({ ...member, function: renamed(member.function) })),
  }));
  await logIncidents(table, renamedIncidents, LIFE_MS);
  return table;
};

const contextOf = (fromMs: number, untilMs: number, more: object = {}) => ({
  widgetContext: { timeRange: { start: fromMs, end: untilMs }, theme: 'light', width: 900, height: 500, ...more },
});
const whole = contextOf(story.from, story.until);
const draw = (table: Table, event: object) => drawWidget(table, event, ENDPOINT);
const names = (html: string) => readHtml(html).map(({ name }) => name);

describe('the widget of the fleet', async () => {
  const table = await tableOf(story);

  it('shows what is open, the timeline, and who was troubled most, each a link to its signals', async () => {
    const html = await draw(table, { view: 'fleet', ...whole });
    expect(widgetProblems(html)).toEqual([]);
    expect(html).toContain('Open now: 1');
    expect(html).toContain('Incidents: 30');
    expect(html.match(/<cwdb-action/g)).toHaveLength(10);
    expect(html).toContain('data-theme="light"');
  });

  it('keeps to the time range of the dashboard, and to what was zoomed into', async () => {
    const [first] = story.incidents;
    if (first === undefined) throw new Error('the story has incidents');
    const until = epochMs(first.startedAt + 60_000);
    const counted = (html: string) => /Incidents: (\d+)/.exec(html)?.[1];
    expect(counted(await draw(table, { view: 'fleet', ...contextOf(story.from, until) }))).toBe('1');
    const timeRange = { start: story.from, end: story.until, zoom: { start: story.from, end: until } };
    expect(counted(await draw(table, { widgetContext: { timeRange } }))).toBe('1');
  });

  it('says so when nothing happened, and when nothing was evaluated yet', async () => {
    const quiet = await draw(table, contextOf(story.from, story.from + DAY_MS));
    expect(quiet).toContain('All quiet');
    expect(quiet).toContain('12 functions were watched');
    expect(await draw(new MemoryTable(), whole)).toContain('Nothing was evaluated yet');
    for (const html of [quiet, await draw(new MemoryTable(), whole)]) expect(widgetProblems(html)).toEqual([]);
  });
});

describe('the widget of a function', async () => {
  const table = await tableOf(story);
  const chosen = (html: string) => /<h2>([^<]*)<\/h2>/.exec(html)?.[1];

  it('draws three signals with bands, incidents and the list of functions, in the theme of the dashboard', async () => {
    const html = await draw(table, {
      view: 'function',
      function: 'catalog-api',
      ...contextOf(story.from, story.until, { theme: 'dark' }),
    });
    expect(widgetProblems(html)).toEqual([]);
    expect(chosen(html)).toBe('catalog-api');
    expect(html.match(/class="nj-chart"/g)).toHaveLength(3);
    expect(html.match(/class="nj-spark"/g)?.length).toBeGreaterThan(0);
    expect(html.match(/<option /g)).toHaveLength(12);
    expect(html).toContain('data-theme="dark"');
    expect(html).toContain('class="nj-band" d="M');
  });

  it('takes the function from the link, from the form, or the most troubled one', async () => {
    expect(
      chosen(await draw(table, { view: 'function', function: '111122223333/eu-west-1/search-api', ...whole })),
    ).toBe('search-api');
    const forms = { all: { function: '111122223333/eu-west-1/billing-api' } };
    const picked = { view: 'function', pick: true, ...contextOf(story.from, story.until, { forms }) };
    expect(chosen(await draw(table, picked))).toBe('billing-api');
    const worst = chosen(await draw(table, { view: 'function', ...whole }));
    const fleet = await draw(table, { view: 'fleet', ...whole });
    expect(/<th scope="row"><a[^>]*>([^<]*)</.exec(fleet)?.[1]).toBe(worst);
  });

  it('explains an unknown name, a silent function and an empty range', async () => {
    const answers = await Promise.all([
      draw(table, { view: 'function', function: 'nobody', ...whole }),
      draw(table, { view: 'function', function: 'a/b/long-gone', ...whole }),
      draw(table, { view: 'function', ...contextOf(story.until + DAY_MS, story.until + 2 * DAY_MS) }),
    ]);
    expect(answers[0]).toContain('No function is called nobody');
    expect(answers[1]).toContain('No history of this function');
    expect(answers[2]).toContain('No history of this function');
    for (const html of answers) expect(widgetProblems(html)).toEqual([]);
  });
});

describe('the widget, asked strangely', async () => {
  const table = await tableOf(story);

  it('documents itself', async () => {
    expect(await draw(table, { describe: true })).toMatch(/^## Nightjar[\s\S]*``` yaml\nview: function/);
  });

  it.each([
    {},
    { widgetContext: null },
    { widgetContext: {} },
    { widgetContext: { timeRange: { start: 5, end: 4 } } },
    { view: '<b>', ...whole },
    { view: {}, ...whole },
  ])('answers with a sentence: %j', async (event) => {
    const html = await draw(table, event);
    expect(widgetProblems(html)).toEqual([]);
    expect(html).toMatch(/<h2>.+<\/h2><p>.+<\/p>/);
  });

  it('says why when the table cannot be read, and not more than that', async () => {
    const broken: Table = {
      ...table,
      get: () =>
        Promise.reject(
          new TableProblem('table.denied', 'User: arn:aws:sts::123456789012:assumed-role/x is not authorized'),
        ),
    };
    const html = await draw(broken, whole);
    expect(html).toContain('table.denied');
    expect(html).not.toContain('assumed-role');
  });
});

describe('the widget of a hostile or a large fleet', () => {
  const HOSTILE = [
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    '</cwdb-action><b>',
    '\u202eevil\u0000',
    "'&quot;<!--",
    '</style>',
  ];

  it.each(HOSTILE)('lets nothing out of a name: %j', async (suffix) => {
    const hostile = await tableOf(story, (name) => `${name}${suffix}`);
    const plain = await tableOf(story);
    for (const view of ['fleet', 'function']) {
      const html = await draw(hostile, { view, ...whole });
      expect(widgetProblems(html)).toEqual([]);
      expect(names(html)).toEqual(names(await draw(plain, { view, ...whole })));
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
      expect(html).not.toMatch(/[\u0000-\u0008\u202a-\u202e]|\p{Cs}/u);
    }
  });

  it('follows its own link to a function with a hostile name', async () => {
    const hostile = await tableOf(story, (name) => `${name}'"<&\u202e\u{1f600}`);
    const html = await draw(hostile, { view: 'fleet', ...whole });
    const [, json = ''] = /<cwdb-action[^>]*>([^<]*)</.exec(html) ?? [];
    expect(await draw(hostile, { ...JSON.parse(json), ...whole })).toContain('class="nj-observed"');
  });

  it.each([
    { functions: 250, incidents: 300, days: 1 },
    { functions: 6, incidents: 300, days: 14 },
  ])('stays small: %j', async (size) => {
    const large = fleetStory(size);
    const table = await tableOf(large, (name) => name.padEnd(64, 'x'));
    for (const view of ['fleet', 'function']) {
      const html = await draw(table, { view, ...contextOf(large.from, large.until) });
      expect(widgetProblems(html)).toEqual([]);
    }
  });
});
