import { describe, expect, it } from 'vitest';
import { alertJson } from '../../../lib/core/alert/alert-json.ts';
import { buildPublishInput } from '../../../lib/core/alert/publish-input.ts';
import { renderChat } from '../../../lib/core/alert/render-chat.ts';
import { renderEmail } from '../../../lib/core/alert/render-email.ts';
import type { Fact } from '../../../lib/core/detect/verdict.ts';
import type { Transition } from '../../../lib/core/incident/incident.ts';
import type { Signal } from '../../../lib/core/signal.ts';
import { SIGNALS } from '../../../lib/core/signal.ts';
import { aFunction, anEvidence } from '../../support/alarm-edges.ts';
import { aMember, opened } from '../../support/alert-stories.ts';

const SECRET = 'AKIAIOSFODNN7EXAMPLE';

const HOSTILE: Readonly<Record<string, string>> = {
  'line breaks': 'a\r\nBcc: victim@evil.example\r\n\r\nInvoice',
  'terminal sequences': '\u001b[31mred\u001b]0;title\u0007\u009b2Jx\u001b',
  'direction overrides': 'abc\u202egnp.exe\u2066\u200f',
  'characters without width': 'pay\u200bpal\u2060\ufeff\u00ad',
  'chat mentions': '<!channel> <@U012AB3CD> <https://evil.example|click> @here *bold* `code`',
  markdown: '[click](https://evil.example/x) ![i](http://evil.example/i.png)',
  html: '<img src=x onerror=alert(1)><script>alert(1)</script>',
  links: 'see https://evil.example/login and WWW.EVIL.COM and 10.11.12.13',
  'query language': '" | delete * | filter @message like /x/ or "',
  'console grammar': "~(end~0)'!$2527*27)~source~(~'other",
  secrets: `key ${SECRET} password=hunter22 https://user:geheim99@db.internal/`,
  'a megabyte': 'x'.repeat(1_048_576),
  'prototype names': '__proto__',
  'lone surrogates': 'a\ud800b\udc00',
};

const everyFact = (text: string): Fact[] => [
  { kind: 'error-kind', name: text, count: 1, usualPerDay: 0 },
  { kind: 'destination', name: text, calls: 1, risk: 3, reasons: [text] },
  { kind: 'deploy', from: text, to: text, minutesBefore: 1 },
  { kind: 'versions', names: [text] },
  { kind: 'note', text },
];

const hostile = (text: string, signal: Signal): Transition => {
  const key = aFunction(text, text, text);
  const strongest = aFunction(text);
  const evidence = anEvidence(signal, {
    direction: 'new',
    afterDeploy: true,
    unit: text,
    comparedWith: text,
    facts: everyFact(text),
  });
  const neighbour = aMember(aFunction('neighbour'), evidence);
  return opened([aMember(strongest, evidence), aMember(key, evidence), neighbour], {
    functionCount: signal === 'errors' ? 3 : 1,
    sharedCause: { kind: 'error-kind', name: text },
  });
};

const cases = Object.entries(HOSTILE).flatMap(([name, text]) => SIGNALS.map((signal) => [name, signal, text] as const));
const withoutUrls = (text: string): string =>
  text.replace(/^https:\/\/eu-west-1\.console\.aws\.amazon\.com\/\S*$/gm, '');

describe('hostile text from logs', () => {
  it.each(cases)('stays harmless in a mail: %s, %s', (_, signal, text) => {
    const { subject, text: mail } = renderEmail(hostile(text, signal), {}, [text]);
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
    const input = buildPublishInput(transition, 'arn', {}, [text]);
    expect(input.Message).not.toMatch(/AKIAIOSFODNN7EXAMPLE|hunter22|geheim99|victim@/);
    expect(JSON.stringify(alertJson(transition))).not.toMatch(
      /\\u00[01]|\\ud[89a-f]|[\u202a-\u202e\u2060-\u2069\u200b-\u200f]/,
    );
    expect(JSON.parse(input.Message).sms).toMatch(/^[\x20-\x7e]{1,140}$/);
    const { content, metadata } = renderChat(transition, {});
    const chat = [content.title, content.description, ...content.nextSteps, metadata.summary].join('\n');
    const links = chat.match(/<[^>]*>/g) ?? [];
    for (const link of links)
      expect(link).toMatch(/^<https:\/\/eu-west-1\.console\.aws\.amazon\.com\/[^\s<>|]*\|[A-Z][a-z ]+>$/);
    expect(chat).not.toMatch(/@(?:here|U012)|\]\(|`/);
  });

  it.each(Object.entries(HOSTILE))('cannot leave its place in a console link: %s', (_, text) => {
    for (const signal of SIGNALS) {
      const { text: mail } = renderEmail(hostile(text, signal), {});
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
