import type { Fact } from '../../lib/core/detect/verdict.ts';
import type { Transition } from '../../lib/core/incident/incident.ts';
import type { Signal } from '../../lib/core/signal.ts';
import { aFunction, anEvidence } from './alarm-edges.ts';
import { aMember, opened } from './alert-stories.ts';

export const SECRET = 'AKIAIOSFODNN7EXAMPLE';

/** Texts that try to break out of whatever they are shown in. */
export const HOSTILE_TEXTS: Readonly<Record<string, string>> = {
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

/** An incident in which every text that a log or a name can bring is this one. */
export const hostileTransition = (text: string, signal: Signal): Transition => {
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
