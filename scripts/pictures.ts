// Draws the pictures of the README, docs/pictures/*.png, from a run of the demo: the report and the widgets of the
// dashboard, photographed in Chromium. Run it again when what they show has changed.
//
//   npm run pictures
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { demoReport } from '../lib/cli/demo/demo-report.ts';
import { DEMO_DEFAULTS, runDemo } from '../lib/cli/demo/run-demo.ts';
import { processTerminal } from '../lib/cli/terminal.ts';
import { functionIdOf } from '../lib/core/function-key.ts';
import { renderReport } from '../lib/core/picture/render-report.ts';
import type { ReportModel } from '../lib/core/picture/report-model.ts';
import { fleetWidget } from '../lib/core/picture/widget-fleet.ts';
import type { WidgetLook } from '../lib/core/picture/widget-frame.ts';
import { functionWidget } from '../lib/core/picture/widget-function.ts';
import { epochMs, MINUTES_PER_DAY, MS_PER_MINUTE, minuteOf } from '../lib/core/units.ts';
import { chromiumPath, launchChromium, NO_CHROMIUM } from '../test/support/chromium.ts';

const FOLDER = fileURLToPath(new URL('../docs/pictures/', import.meta.url));
const WIDTH = 1_080;
const DAY_MS = MINUTES_PER_DAY * MS_PER_MINUTE;

type Theme = 'light' | 'dark';

interface Picture {
  readonly name: string;
  readonly html: string;
  readonly theme: Theme;
  /** What is photographed. */
  readonly selector: string;
}

const look = (theme: Theme): WidgetLook => ({
  theme,
  widthPx: WIDTH,
  endpoint: 'arn:aws:lambda:eu-west-1:1:function:w',
});

/** A widget on the paper of its dashboard. */
const onDashboard = (widget: string, theme: Theme): string =>
  `<!doctype html><html lang="en"><body style="margin:0;font-family:system-ui,'DejaVu Sans',sans-serif;background:${theme === 'dark' ? '#181c21' : '#fff'}"><main style="padding:16px 20px">${widget}</main></body></html>`;

const picturesOf = (model: ReportModel): Picture[] => {
  const { incidents, functions } = model;
  const until = model.until;
  const from = epochMs(until - 2 * DAY_MS);
  const slowed = incidents.findIndex(
    ({ signal, members }) => signal === 'duration' && members[0]?.evidence.afterDeploy,
  );
  const index = Math.max(0, slowed);
  const key = incidents[index]?.members[0]?.function;
  const subject = functions.find((each) => each.key.name === key?.name);
  if (key === undefined || subject === undefined) throw new Error('the demo must have found something');
  const own = incidents.filter(({ members }) => members.some((member) => member.function.name === key.name));
  const report = renderReport(model);
  const function_ = functionWidget(
    {
      key,
      from,
      until,
      history: subject.history.filter(({ minute }) => minute >= minuteOf(from)),
      incidents: own,
      choices: functions.map((each) => functionIdOf(each.key)),
    },
    look('light'),
  );
  const fleet = fleetWidget({ from, until, incidents, functionCount: functions.length }, look('dark'));
  return [
    { name: 'report', html: report, theme: 'light', selector: 'header, main > dl, main > section:first-of-type' },
    { name: 'incident', html: report, theme: 'light', selector: `article:nth-of-type(${index + 1})` },
    { name: 'fleet', html: onDashboard(fleet, 'dark'), theme: 'dark', selector: 'main' },
    { name: 'function', html: onDashboard(function_, 'light'), theme: 'light', selector: 'main' },
  ];
};

const photograph = async (browser: Browser, { name, html, theme, selector }: Picture): Promise<void> => {
  const page = await browser.newPage({ viewport: { width: WIDTH, height: 900 }, colorScheme: theme });
  await page.setContent(html);
  await page.addStyleTag({ content: '*{content-visibility:visible!important}' });
  const boxes = await Promise.all((await page.locator(selector).all()).map((each) => each.boundingBox()));
  const known = boxes.filter((box) => box !== null);
  const top = Math.max(0, Math.min(...known.map(({ y }) => y)) - (selector === 'main' ? 0 : 16));
  const bottom = Math.max(...known.map(({ y, height }) => y + height)) + (selector === 'main' ? 0 : 16);
  const path = join(FOLDER, `${name}.png`);
  await page.screenshot({ path, fullPage: true, clip: { x: 0, y: top, width: WIDTH, height: bottom - top } });
  console.log(`${path}: ${Math.round(statSync(path).size / 1_024)} KiB`);
  await page.close();
};

if (chromiumPath === undefined) throw new Error(NO_CHROMIUM);
mkdirSync(FOLDER, { recursive: true });
const model = demoReport(await runDemo({ ...DEMO_DEFAULTS, quiet: true }, processTerminal()));
const browser = await launchChromium();
for (const picture of picturesOf(model)) await photograph(browser, picture);
await browser.close();
