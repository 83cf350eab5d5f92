import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { expect } from 'vitest';
import { chromiumPath, NO_CHROMIUM } from '../support/chromium.ts';

const SCREENSHOTS = fileURLToPath(new URL('../../screenshots/', import.meta.url));

if (chromiumPath === undefined) {
  console.warn(`test:browser: skipped, ${NO_CHROMIUM}`);
  if (process.env['NIGHTJAR_CHROMIUM_REQUIRED'] === '1') throw new Error(NO_CHROMIUM);
}

/** A window in which the pages are looked at. */
export interface View {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly scheme: 'light' | 'dark';
}

const SIZES = [
  { name: 'phone', width: 390, height: 844 },
  { name: 'desktop', width: 1_280, height: 900 },
] as const;

export const VIEWS: readonly View[] = SIZES.flatMap(({ name, width, height }) =>
  (['light', 'dark'] as const).map((scheme) => ({ name: `${name}-${scheme}`, width, height, scheme })),
);

export interface OpenPage {
  readonly page: Page;
  /** What went wrong in the page, and every request that left it. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

/** A window without network; what its page asks for is a complaint. */
const openWindow = async (browser: Browser, view: View): Promise<OpenPage> => {
  const context = await browser.newContext({
    viewport: { width: view.width, height: view.height },
    colorScheme: view.scheme,
    offline: true,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    if (!/^(?:about|file):/.test(request.url())) complaints.push(`asked for ${request.url()}`);
  });
  return { page, complaints, close: () => context.close() };
};

/** Opens a page and draws all of it: what is far below the window is else not drawn before somebody scrolls there. */
export const openPage = async (browser: Browser, html: string, view: View): Promise<OpenPage> => {
  const opened = await openWindow(browser, view);
  await opened.page.setContent(html, { waitUntil: 'load' });
  await opened.page.addStyleTag({ content: '*{content-visibility:visible!important}' });
  return opened;
};

/** Opens a file as people do, up to its first picture on the screen, and says how long that took. */
export const openFile = async (browser: Browser, path: string, view: View): Promise<OpenPage & { tookMs: number }> => {
  const opened = await openWindow(browser, view);
  const begin = performance.now();
  await opened.page.goto(pathToFileURL(path).href, { waitUntil: 'load' });
  await opened.page.evaluate('new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)))');
  return { ...opened, tookMs: performance.now() - begin };
};

/** Keeps what the page looks like in `screenshots/`, for eyes. */
export const keepScreenshot = async (page: Page, name: string, fullPage = true): Promise<void> => {
  mkdirSync(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage });
};

/** No element may be wider than the window: nobody likes to scroll sideways. */
export const expectNoSidewaysScroll = async (page: Page): Promise<void> => {
  const overflow = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
  expect(overflow).toBe(0);
};

interface AxeViolation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly target: readonly unknown[]; readonly failureSummary?: string }[];
}

/** The rules of axe for WCAG 2.2 A and AA, and its best practices. */
export const expectAccessible = async (page: Page): Promise<void> => {
  await page.evaluate(axe.source);
  const violations = (await page.evaluate('axe.run(document).then((r) => r.violations)')) as AxeViolation[];
  const told = violations.flatMap(({ id, help, nodes }) =>
    nodes.slice(0, 3).map(({ target, failureSummary }) => `${id}: ${help} at ${target.join(' ')}: ${failureSummary}`),
  );
  expect(told).toEqual([]);
};
