import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { functionIdOf } from '../../lib/core/function-key.ts';
import type { Incident } from '../../lib/core/incident/incident.ts';
import { fleetWidget } from '../../lib/core/picture/widget-fleet.ts';
import type { WidgetLook } from '../../lib/core/picture/widget-frame.ts';
import { functionWidget } from '../../lib/core/picture/widget-function.ts';
import { widgetNotice } from '../../lib/core/picture/widget-notice.ts';
import { chromiumPath, launchChromium } from '../support/chromium.ts';
import { fleetStory } from '../support/fleet-story.ts';
import { expectAccessible, expectNoSidewaysScroll, keepScreenshot, openPage, VIEWS } from './browser.ts';

const story = fleetStory({ functions: 14, incidents: 12, days: 6 });
const { from, until, incidents } = story;

const drawn = (look: WidgetLook): Record<string, string> => {
  const [troubled] = incidents.map(({ members }) => members[0]?.function).filter((key) => key !== undefined);
  const subject = story.functions.find(({ key }) => key.name === troubled?.name);
  if (subject === undefined) throw new Error('the story has a troubled function');
  const isOwn = ({ members }: Incident) => members.some((member) => member.function.name === subject.key.name);
  const history = subject.history.map((point, index) => (index === 400 ? { ...point, deploy: 'version 42' } : point));
  const choices = story.functions.map(({ key }) => functionIdOf(key));
  return {
    fleet: fleetWidget({ from, until, incidents, functionCount: 14 }, look),
    quiet: fleetWidget({ from, until, incidents: [], functionCount: 14 }, look),
    function: functionWidget(
      { key: subject.key, from, until, history, incidents: incidents.filter(isOwn), choices },
      look,
    ),
    notice: widgetNotice(
      look,
      'The table cannot be read (table.throttled)',
      'Too many reads at once: refresh in a minute.',
    ),
  };
};

/** As the console shows it: the theme is the dashboard's, whatever the system prefers; the paper is the widget's. */
const dashboard = (widget: string, theme: 'light' | 'dark'): string =>
  `<!doctype html><html lang="en"><head><title>Dashboard</title></head><body style="margin:0;font-family:sans-serif;background:${theme === 'dark' ? '#181c21' : '#fff'}"><main style="padding:12px"><h1 style="position:absolute;left:-99rem">Dashboard</h1>${widget}</main></body></html>`;

describe.skipIf(chromiumPath === undefined)('the widgets in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  const looks = VIEWS.flatMap((view) =>
    Object.entries(drawn({ theme: view.scheme, widthPx: view.width, endpoint: 'arn:aws:lambda:r:1:function:w' })).map(
      ([name, html]) => ({ name: `${name}-${view.name}`, view, html }),
    ),
  );

  it.each(looks)('fit, ask for nothing, and are accessible: $name', async ({ name, view, html }) => {
    // The system prefers the other theme: only the dashboard's may count.
    const scheme = view.scheme === 'dark' ? 'light' : 'dark';
    const page = await openPage(browser, dashboard(html, view.scheme), { ...view, scheme });
    await keepScreenshot(page.page, `widget-${name}`);
    await expectNoSidewaysScroll(page.page);
    await expectAccessible(page.page);
    expect(page.complaints).toEqual([]);
    await page.close();
  });
});
