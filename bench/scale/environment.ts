import { type ChildProcess, fork } from 'node:child_process';
import { evaluateHandler } from '../../functions/evaluate/evaluate-handler.ts';
import { ingestHandler } from '../../functions/ingest/ingest-handler.ts';
import { type EpochMs, epochMs } from '../../lib/core/units.ts';
import { cpuMsSince, yardstick } from './yardstick.ts';

/** What an environment runs, and with what. */
export interface EnvironmentOptions {
  readonly handler: 'ingest' | 'evaluate';
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Beginnings of addresses that whoever started it answers; all others go over the wire. */
  readonly answered: readonly string[];
}

/** A request of an environment, and its answer. */
export type Answer = (url: string, target: string, body: string) => { readonly status: number; readonly body: string };

export interface Outcome {
  /** `waiting`: lets other invocations go first, until {@link Environment.goOn}. */
  readonly kind: 'waiting' | 'done';
  /** Of the invocation so far: its thread, its garbage, its compiler. */
  readonly cpuMs: number;
  /** CPU of the {@link yardstick} right before it. */
  readonly yardstickMs: number;
  readonly peakRssBytes: number;
}

type ToEnvironment =
  | { readonly kind: 'invoke'; readonly event: unknown; readonly now: number }
  | { readonly kind: 'go on' }
  | { readonly kind: 'answer'; readonly id: number; readonly status: number; readonly body: string };
type FromEnvironment =
  | Outcome
  | { readonly kind: 'ask'; readonly id: number; readonly url: string; readonly target: string; readonly body: string }
  | { readonly kind: 'failed'; readonly message: string };

/** The first argument of a process that is to be an environment; the second one are its options. */
export const ENVIRONMENT_ARGUMENT = '--environment';

/** A warm environment, as Lambda keeps them: a process of its own with all that it remembers, which is frozen in between. */
export class Environment {
  readonly #child: ChildProcess;
  #settle: (message: Outcome | { readonly kind: 'failed'; readonly message: string }) => void = () => {};

  /** @param program the file that calls {@link serveEnvironment} when it is told to */
  constructor(program: string, options: EnvironmentOptions, answer: Answer) {
    const env = { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };
    this.#child = fork(program, [ENVIRONMENT_ARGUMENT, JSON.stringify(options)], { env });
    this.#child.on('message', (message: FromEnvironment) => {
      if (message.kind !== 'ask') this.#settle(message);
      else this.#send({ kind: 'answer', id: message.id, ...answer(message.url, message.target, message.body) });
    });
    this.#child.once('exit', () => this.#settle({ kind: 'failed', message: 'an environment ended early' }));
  }

  invoke(event: unknown, now: EpochMs): Promise<Outcome> {
    return this.#run({ kind: 'invoke', event, now });
  }

  goOn(): Promise<Outcome> {
    return this.#run({ kind: 'go on' });
  }

  stop(): void {
    this.#child.kill('SIGKILL');
  }

  async #run(message: ToEnvironment): Promise<Outcome> {
    const settled = new Promise<Outcome | { readonly kind: 'failed'; readonly message: string }>((resolve) => {
      this.#settle = resolve;
    });
    this.#child.kill('SIGCONT');
    this.#send(message);
    const outcome = await settled;
    this.#child.kill('SIGSTOP');
    if (outcome.kind === 'failed') throw new Error(outcome.message);
    return outcome;
  }

  #send(message: ToEnvironment): void {
    this.#child.send(message);
  }
}

/** In that process. */
export const serveEnvironment = (given: string): void => {
  const { handler, variables, answered } = JSON.parse(given) as EnvironmentOptions;
  const send = (message: FromEnvironment): void => void process.send?.(message);
  const answers = new Map<number, (response: Response) => void>();
  let asked = 0;
  const wire = globalThis.fetch;
  globalThis.fetch = (input, init) => {
    const url = String(input);
    if (!answered.some((beginning) => url.startsWith(beginning))) return wire(input, init);
    const target = new Headers(init?.headers).get('x-amz-target') ?? '';
    const body = typeof init?.body === 'string' ? init.body : '';
    return new Promise((resolve) => {
      answers.set(++asked, resolve);
      send({ kind: 'ask', id: asked, url, target, body });
    });
  };
  let now = epochMs(0);
  let before = process.cpuUsage();
  let yardstickMs = 0;
  let goOn = (): void => {};
  const outcome = (kind: Outcome['kind']): Outcome => {
    const peakRssBytes = process.resourceUsage().maxRSS * 1_024;
    return { kind, cpuMs: cpuMsSince(before), yardstickMs, peakRssBytes };
  };
  const wait = (): Promise<void> =>
    new Promise((resolve) => {
      goOn = resolve;
      send(outcome('waiting'));
    });
  const clock = () => now;
  const run =
    handler === 'ingest'
      ? ingestHandler(variables, clock, () => {})
      : evaluateHandler(variables, clock, () => {}, wait);
  const invoke = async (event: unknown): Promise<void> => {
    yardstickMs = yardstick();
    before = process.cpuUsage();
    try {
      await run(event);
      send(outcome('done'));
    } catch (error) {
      send({ kind: 'failed', message: String(error) });
    }
  };
  process.on('message', (message: ToEnvironment) => {
    switch (message.kind) {
      case 'invoke':
        now = epochMs(message.now);
        void invoke(message.event);
        return;
      case 'go on':
        goOn();
        return;
      case 'answer':
        answers.get(message.id)?.(new Response(message.body, { status: message.status }));
        answers.delete(message.id);
    }
  });
};
