import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderReport } from '../../lib/core/picture/render-report.ts';
import { chromiumPath, launchChromium } from '../support/chromium.ts';
import { fleetStory } from '../support/fleet-story.ts';
import { temporaryFiles } from '../support/temporary-files.ts';
import {
  expectAccessible,
  expectNoSidewaysScroll,
  keepScreenshot,
  openFile,
  openPage,
  VIEWS,
  type View,
} from './browser.ts';

const files = temporaryFiles();
const DESKTOP: View = { name: 'desktop', width: 1_280, height: 900, scheme: 'light' };

describe.skipIf(chromiumPath === undefined)('the report in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  const html = renderReport(fleetStory({ functions: 24, incidents: 9, days: 14 }));

  it.each(VIEWS)('fits the window, asks for nothing, and is accessible: $name', async (view) => {
    const { page, complaints, close } = await openPage(browser, html, view);
    await keepScreenshot(page, `report-${view.name}`);
    await expectNoSidewaysScroll(page);
    await expectAccessible(page);
    expect(complaints).toEqual([]);
    await close();
  });

  it('is light and complete on paper, whatever the screen is', async () => {
    const { page, close } = await openPage(browser, html, { ...DESKTOP, width: 800, scheme: 'dark' });
    await page.emulateMedia({ media: 'print' });
    await keepScreenshot(page, 'report-print');
    const body = page.locator('body');
    expect(await body.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
    expect(await page.locator('input').first().isVisible()).toBe(false);
    await close();
  });

  it('sorts and filters its tables by keyboard, and says so', async () => {
    const { page, complaints, close } = await openPage(browser, html, DESKTOP);
    const table = page.locator('#function-table');
    const names = () => table.locator('tbody tr:visible th').allTextContents();
    await table.getByRole('button', { name: 'Function' }).focus();
    await page.keyboard.press('Enter');
    expect(await names()).toEqual([...(await names())].sort());
    expect(await table.getByRole('columnheader', { name: 'Function' }).getAttribute('aria-sort')).toBe('ascending');
    await page.getByLabel('Filter by name').fill('CHECKOUT');
    expect(new Set((await names()).map((name) => name.split('-')[0]))).toEqual(new Set(['checkout']));
    expect(await page.getByRole('status').last().textContent()).toBe('3 of 24');
    await page.locator('#incident-table').getByRole('button', { name: 'Severity' }).press('Space');
    const worst = page.locator('#incident-table tbody tr').first();
    expect(await worst.textContent()).toContain('critical');
    expect(complaints).toEqual([]);
    await close();
  });

  it('can be read without scripts', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false, offline: true });
    const page = await context.newPage();
    await page.setContent(html);
    expect(await page.getByRole('article').count()).toBe(9);
    expect(await page.locator('#function-table tbody tr').count()).toBe(24);
    expect(await page.locator('input').first().isVisible()).toBe(false);
    await context.close();
  });

  it('opens with 1,000 functions and 500 incidents, and answers', async () => {
    const large = renderReport(fleetStory({ functions: 1_000, incidents: 500, days: 14 }));
    const file = files.write('large.html', large);
    const { page, complaints, tookMs, close } = await openFile(browser, file, DESKTOP);
    await keepScreenshot(page, 'report-large', false);
    const sortBegin = performance.now();
    await page.locator('#function-table').getByRole('button', { name: 'Invocations' }).click();
    const sortedMs = performance.now() - sortBegin;
    await keepScreenshot(page, 'report-large-table', false);
    const nodes = await page.evaluate('document.querySelectorAll("*").length');
    const sizeMb = (large.length / 1e6).toFixed(1);
    console.log(
      `report of 1,000 functions and 500 incidents: ${sizeMb} MB, ${nodes} elements, opened in ${Math.round(tookMs)} ms, sorted in ${Math.round(sortedMs)} ms`,
    );
    expect(await page.getByRole('article').count()).toBe(500);
    const visible = () => page.locator('#function-table tbody tr:visible').count();
    expect(await visible()).toBe(100);
    await page.getByLabel('Filter by name').fill('-1');
    expect(await visible()).toBeGreaterThan(100);
    await page.getByLabel('Filter by name').fill('');
    expect(await visible()).toBe(100);
    await page.getByRole('button', { name: 'Show all 1,000 rows' }).press('Enter');
    expect(await visible()).toBe(1_000);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('#incident-table tbody tr:visible').count()).toBe(500);
    expect(complaints).toEqual([]);
    await close();
  });
});
