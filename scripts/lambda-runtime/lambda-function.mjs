import { spawn } from 'node:child_process';
import { createServer } from 'node:http';

/**
 * One bundled handler in a process of its own, under Lambda's runtime interface client, with a Runtime API of its own.
 * `invoke(event)` gives the answer, or throws what the handler threw.
 */
export const startLambda = async ({ node, client, preload, folder, environment, timeoutMs = 30_000 }) => {
  const events = [];
  const pending = new Map();
  let waiting;
  let isReady;
  const ready = new Promise((resolve, reject) => {
    isReady = { resolve, reject };
  });
  let serial = 0;

  const hand = (response, { id, event }) =>
    response
      .writeHead(200, {
        'content-type': 'application/json',
        'lambda-runtime-aws-request-id': id,
        'lambda-runtime-deadline-ms': String(Date.now() + timeoutMs),
        'lambda-runtime-invoked-function-arn': 'arn:aws:lambda:eu-west-1:123456789012:function:under-test',
      })
      .end(JSON.stringify(event));

  const server = createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const [, , , kind, id, what] = request.url.split('/');
      if (id === 'next') {
        isReady.resolve();
        const next = events.shift();
        if (next === undefined) waiting = response;
        else hand(response, next);
        return;
      }
      response.writeHead(202).end();
      const body = Buffer.concat(chunks).toString();
      if (kind === 'init') isReady.reject(new Error(`the handler did not start: ${body}`));
      else if (what === 'response') pending.get(id)?.resolve(JSON.parse(body));
      else pending.get(id)?.reject(new Error(`the handler failed: ${body}`));
      pending.delete(id);
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));

  const startedAt = performance.now();
  const child = spawn(node, ['--require', preload, client, 'index.handler'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: process.env.PATH,
      AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${server.address().port}`,
      AWS_LAMBDA_NODEJS_USE_ALTERNATIVE_CLIENT_1: 'true',
      LAMBDA_TASK_ROOT: folder,
      _HANDLER: 'index.handler',
      AWS_LAMBDA_FUNCTION_NAME: 'under-test',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
      AWS_LAMBDA_LOG_GROUP_NAME: '/nightjar/test/under-test',
      AWS_LAMBDA_LOG_STREAM_NAME: 'stream',
      ...environment,
    },
  });
  const lines = [];
  let rest = '';
  child.stdout.on('data', (chunk) => {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  ended.then((code) => {
    const error = new Error(`the runtime ended with code ${code}`);
    isReady.reject(error);
    for (const { reject } of pending.values()) reject(error);
  });
  await ready;
  const initMs = performance.now() - startedAt;
  const durationsMs = [];

  return {
    initMs,
    durationsMs,
    /** What the handler wrote to its log. */
    lines,
    async invoke(event) {
      const id = `00000000-0000-4000-8000-${String(++serial).padStart(12, '0')}`;
      const from = performance.now();
      const answered = new Promise((resolve, reject) => pending.set(id, { resolve, reject }));
      if (waiting === undefined) events.push({ id, event });
      else {
        hand(waiting, { id, event });
        waiting = undefined;
      }
      const answer = await answered;
      durationsMs.push(performance.now() - from);
      return answer;
    },
    async stop() {
      child.kill();
      await ended;
      server.closeAllConnections();
      server.close();
    },
  };
};
