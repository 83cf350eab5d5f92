import { makeNoise } from './windows.ts';

/** Lines as applications and Lambda write them, made of parts that look a little like secrets and are none. */
const KINDS: readonly ((draw: Draw) => string)[] = [
  (d) => `START RequestId: ${d.uuid()} Version: ${d.pick(['$LATEST', '1', '42'])}`,
  (d) =>
    `REPORT RequestId: ${d.uuid()} Duration: ${d.number(9_999)}.${d.number(99)} ms Billed Duration: ${d.number(9_999)} ms Memory Size: 512 MB Max Memory Used: ${d.number(512)} MB`,
  (d) =>
    `{"level":"INFO","message":"order ${d.digits(16)} paid","requestId":"${d.uuid()}","durationMs":${d.number(900)}}`,
  (d) =>
    `{"level":"WARN","message":"retry ${d.number(5)} of 5","etag":"\\"${d.hex(32)}\\"","size":${d.number(1_000_000)}}`,
  (d) =>
    `GET /v1/${d.pick(['orders', 'carts', 'users'])}/${d.uuid()}?page=${d.number(20)}&sort=-created 200 ${d.number(900)}ms`,
  (d) => `commit ${d.hex(40)} by ${d.pick(['kim', 'ana', 'lee'])}`,
  (d) => `sha256:${d.hex(64)} pulled in ${d.number(90)} s`,
  (d) => `trace 1-${d.hex(8)}-${d.hex(24)} parent ${d.hex(16)} sampled=1`,
  (d) => `arn:aws:dynamodb:eu-west-1:${d.digits(12)}:table/${d.word()}-${d.word()} throttled`,
  (d) => `s3://${d.word()}-logs/2026/01/${d.number(28) + 1}/${d.uuid()}.json.gz written, ${d.number(90_000)} bytes`,
  (d) =>
    `${d.pick(['TypeError', 'KeyError', 'ValueError'])}: ${d.word()} is not ${d.pick(['a function', 'iterable', 'defined'])} at /var/task/${d.word()}.js:${d.number(300)}:${d.number(80)}`,
  (d) =>
    `    at ${d.word()}.${d.word()} (/var/task/node_modules/@${d.word()}/${d.word()}/dist/index.js:${d.number(900)}:${d.number(40)})`,
  (d) =>
    `java.lang.${d.pick(['IllegalStateException', 'NullPointerException'])}: ${d.word()} closed (${d.word()}.java:${d.number(400)})`,
  (d) => `took ${d.digits(13)} ms since ${d.digits(13)}`,
  (d) => `message ${d.digits(20)} in queue ${d.word()}.fifo group ${d.word()} dedup ${d.hex(64)}`,
  (d) => `cache ${d.pick(['hit', 'miss'])} key=${d.word()}:${d.number(9_999)}:${d.word()} ttl=${d.number(3_600)}`,
  (d) => `token ${d.pick(['expired', 'refreshed', 'missing', 'is invalid', 'count 1532'])}`,
  (d) => `password ${d.pick(['is required', 'reset sent', 'policy ok', 'unchanged'])} for account ${d.number(9_999)}`,
  (d) => `secret ${d.pick(['rotated', 'not found', 'loaded'])} in ${d.number(90)} ms`,
  (d) => `prompt_tokens=${d.number(4_096)} completion_tokens=${d.number(999)} model=${d.word()}-${d.number(9)}`,
  (d) => `user ${d.number(99_999)} logged in from 10.${d.number(255)}.${d.number(255)}.${d.number(255)}`,
  (d) => `@${d.word()}/${d.word()}@${d.number(9)}.${d.number(20)}.${d.number(9)} installed`,
  (d) => `SELECT id, name FROM ${d.word()} WHERE id = ${d.number(9_999)} -- ${d.number(90)} rows`,
  (d) => `phone +49 30 ${d.digits(8)} verified, isbn 978-3-16-${d.digits(6)}-0`,
  (d) => `authorization ${d.pick(['granted', 'denied', 'skipped'])} for role ${d.word()}`,
  (d) => `AWS_REGION=eu-west-1 STAGE=${d.pick(['prod', 'dev'])} LOG_LEVEL=info VERSION=${d.hex(7)}`,
  (d) => `INFO ${d.word()}: batch of ${d.number(500)} with ${d.number(9)} partial failures, cursor ${d.hex(24)}`,
  (d) => `card payment ${d.uuid()} declined by ${d.word()} (code ${d.number(99)})`,
  (d) => `signature ${d.pick(['verified', 'ok', 'mismatch'])} for webhook ${d.word()}`,
  (d) => `iso 2026-01-${10 + d.number(18)}T20:47:${10 + d.number(49)}.${d.digits(3)}Z offset ${d.digits(10)}`,
];

class Draw {
  readonly #noise: () => number;

  constructor(seed: number) {
    this.#noise = makeNoise(seed);
  }

  number(below: number): number {
    return Math.floor(this.#noise() * below);
  }

  pick<Choice>(choices: readonly Choice[]): Choice {
    const choice = choices[this.number(choices.length)];
    if (choice === undefined) throw new RangeError('nothing to choose from');
    return choice;
  }

  /** Not beginning with zero. */
  digits(length: number): string {
    return Array.from({ length }, (_, index) => (index === 0 ? 1 + this.number(9) : this.number(10))).join('');
  }

  hex(length: number): string {
    return Array.from({ length }, () => this.number(16).toString(16)).join('');
  }

  uuid(): string {
    return `${this.hex(8)}-${this.hex(4)}-4${this.hex(3)}-8${this.hex(3)}-${this.hex(12)}`;
  }

  word(): string {
    return this.pick([
      'order',
      'cart',
      'ledger',
      'monkey',
      'passport',
      'tokenizer',
      'keystone',
      'harbor',
      'secretary',
      'compass',
    ]);
  }
}

/** The same lines for the same seed; every kind as often as the others. */
export const ordinaryLines = (count: number, seed: number): string[] => {
  const draw = new Draw(seed);
  return Array.from({ length: count }, (_, index) => {
    const kind = KINDS[index % KINDS.length];
    if (kind === undefined) throw new RangeError('no such kind');
    return kind(draw);
  });
};
