import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { renderReport } from '../../../lib/core/picture/render-report.ts';
import { REPORT_SCRIPT, REPORT_SCRIPT_SHA256 } from '../../../lib/core/picture/report-script.ts';
import { readHtml } from '../../support/html-tree.ts';
import { reportFunction, reportIncidentOf, reportOf } from '../../support/report-stories.ts';

const HOSTILE = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</style></title></textarea><svg onload=alert(1)>',
  '<!--',
  ']]>&lt;b&gt;',
  '\u202eevil\u200b\u0000\ud800',
];

const ALLOWED = new Set(
  (
    'html head meta title style body a header h1 p time main dl div dt dd small section h2 article span h3 ul li figure ' +
    'figcaption svg g path rect line circle text label input table caption thead tr th tbody td footer script'
  ).split(' '),
);

const page = (told: string): string =>
  renderReport(reportOf([reportFunction(told)], [reportIncidentOf(told, 0, told)], told));

describe('the report', () => {
  it('is well-formed, and the same for the same model', () => {
    expect(() => readHtml(page('checkout'))).not.toThrow();
    expect(page('checkout')).toBe(page('checkout'));
  });

  it.each(HOSTILE)('lets nothing out of a text from a log: %j', (told) => {
    const elements = readHtml(page(told));
    const plain = readHtml(page('checkout'));
    expect(elements.map(({ name }) => name)).toEqual(plain.map(({ name }) => name));
    for (const { attributes } of elements) {
      expect([...attributes.keys()].filter((name) => name.startsWith('on'))).toEqual([]);
    }
  });

  it('shows no character that hides or reorders its neighbours', () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    expect(page('\u202eevil\u200b\u0000\ud800')).not.toMatch(/[\u0000-\u0008\u200b-\u200f\u202a-\u202e\ufeff]|\p{Cs}/u);
  });

  it('uses known elements only and asks for nothing from outside', () => {
    const html = page('checkout');
    const elements = readHtml(html);
    expect(elements.map(({ name }) => name).filter((name) => !ALLOWED.has(name))).toEqual([]);
    for (const { attributes } of elements) {
      expect(attributes.has('src')).toBe(false);
      expect(attributes.get('href') ?? '#').toMatch(/^#/);
    }
    expect(html).not.toMatch(/url\(|@import/);
  });

  it('runs one script, known by its hash', () => {
    const html = page('checkout');
    expect(createHash('sha256').update(REPORT_SCRIPT).digest('base64')).toBe(REPORT_SCRIPT_SHA256);
    expect(html).toContain(`script-src 'sha256-${REPORT_SCRIPT_SHA256}'`);
    expect(html).toContain(`<script>${REPORT_SCRIPT}</script>`);
  });

  it('leads each bar of the timeline to its incident', () => {
    const elements = readHtml(page('checkout'));
    const ids = new Set(elements.map(({ attributes }) => attributes.get('id')));
    const targets = elements.flatMap(({ attributes }) => attributes.get('href') ?? []);
    expect(targets.length).toBeGreaterThan(1);
    expect(targets.filter((target) => !ids.has(target.slice(1)))).toEqual([]);
  });

  it('names every picture for those who cannot see it', () => {
    const pictures = readHtml(page('checkout')).filter(
      ({ name, attributes }) => name === 'svg' && attributes.get('aria-hidden') !== 'true',
    );
    expect(pictures.length).toBeGreaterThan(2);
    for (const { attributes } of pictures) expect(attributes.get('aria-label')).toMatch(/\w{3}/);
  });

  it('stays below 8 MB with 1,200 functions and 600 incidents, and says what is left out', () => {
    const functions = Array.from({ length: 1_200 }, (_, index) => reportFunction(`function-${index}`));
    const incidents = Array.from({ length: 600 }, (_, index) => reportIncidentOf(`function-${index}`, index));
    const html = renderReport(reportOf(functions, incidents));
    expect(html.length).toBeLessThan(8_000_000);
    expect(html).toContain('The 500 worst of 600 incidents.');
    expect(html).toContain('200 more are not listed');
    expect(html).toContain('560 more functions with incidents are not drawn');
  });

  it('says so when nothing happened', () => {
    const html = renderReport(reportOf([], []));
    expect(() => readHtml(html)).not.toThrow();
    expect(html).toContain('Nothing unusual was found.');
  });
});
