import { describe, expect, it } from 'vitest';
import { alertJson } from '../../../lib/core/alert/alert-json.ts';
import { buildPublishInput } from '../../../lib/core/alert/publish-input.ts';
import { SIGNALS } from '../../../lib/core/signal.ts';
import { HOSTILE_TEXTS as HOSTILE, hostileTransition as hostile, SECRET } from '../../support/hostile-alerts.ts';

const cases = Object.entries(HOSTILE).flatMap(([name, text]) => SIGNALS.map((signal) => [name, signal, text] as const));
const withoutUrls = (text: string): string =>
  text.replace(/^https:\/\/eu-west-1\.console\.aws\.amazon\.com\/\S*$/gm, '');

describe('hostile text from logs', () => {
  it.each(cases)('stays harmless in a mail: %s, %s', (_, signal, text) => {
    const transition = hostile(text, signal);
    const input = buildPublishInput(transition, 'arn', {}, { logLines: [text], owner: text });
    const subject = input.Subject;
    const mail: string = JSON.parse(input.Message).email;
    expect(subject).toMatch(/^[\x20-\x7e]{1,99}$/);
    expect(mail.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    expect(mail.length).toBeLessThan(20_000);
    const shown = withoutUrls(mail);
    expect(shown).not.toMatch(/\bhttps?:\/\//i);
    expect(shown).not.toMatch(/evil\.example|EVIL\.COM|10\.11\.12\.13/);
    expect(mail).not.toMatch(/^Bcc:/m);
    expect(mail).not.toContain(SECRET);
    expect(mail).not.toMatch(/hunter22|geheim99|victim@/);
  });

  it.each(cases)('stays harmless in JSON, SMS and chat: %s, %s', (_, signal, text) => {
    const transition = hostile(text, signal);
    const input = buildPublishInput(transition, 'arn', {}, { logLines: [text], owner: text });
    expect(input.Message).not.toMatch(/AKIAIOSFODNN7EXAMPLE|hunter22|geheim99|victim@/);
    expect(JSON.stringify(alertJson(transition))).not.toMatch(
      /\\u00[01]|\\ud[89a-f]|[\u202a-\u202e\u2060-\u2069\u200b-\u200f]/,
    );
    expect(JSON.parse(input.Message).sms).toMatch(/^[\x20-\x7e]{1,140}$/);
    const { content, metadata } = JSON.parse(JSON.parse(input.Message).https);
    const chat = [content.title, content.description, ...content.nextSteps, metadata.summary].join('\n');
    const links = chat.match(/<[^>]*>/g) ?? [];
    for (const link of links)
      expect(link).toMatch(/^<https:\/\/eu-west-1\.console\.aws\.amazon\.com\/[^\s<>|]*\|[A-Z][a-z ]+>$/);
    expect(chat).not.toMatch(/@(?:here|U012)|\]\(|`/);
  });

  it.each(Object.entries(HOSTILE))('cannot leave its place in a console link: %s', (_, text) => {
    for (const signal of SIGNALS) {
      const mail: string = JSON.parse(buildPublishInput(hostile(text, signal), 'arn', {}).Message).email;
      const url = mail.split('\n').find((line) => line.includes('logs-insights')) ?? '';
      expect(url).toMatch(/^https:\/\/eu-west-1\.console\.aws\.amazon\.com\/[A-Za-z0-9_.$*#?=&:/-]*$/);
      const detail = decodeURIComponent(
        decodeURIComponent(url.slice(url.indexOf('queryDetail$3D') + 14).replaceAll('$', '%')),
      );
      expect(detail).toMatch(
        /^~\(end~'[^'~()]*~start~'[^'~()]*~timeType~'ABSOLUTE~tz~'UTC~editorString~'[^'~()]*~source~\((?:~'[^'~()]*)+\)\)$/,
      );
      const query = decodeURIComponent((/editorString~'([^~]*)/.exec(detail)?.[1] ?? '').replaceAll('*', '%'));
      expect(query.split('"').length % 2).toBe(1);
      expect(query).not.toContain('delete');
    }
  });
});
