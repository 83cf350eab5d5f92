import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { ownSlotInvoker } from '../../../lib/aws/lambda-slot-invoker.ts';
import { epochMs } from '../../../lib/core/units.ts';

interface Asked {
  readonly path: string;
  readonly type: string;
  readonly authorization: string;
  readonly body: unknown;
}

let stop = async (): Promise<void> => {};
afterEach(() => stop());

/** A Lambda that answers with these statuses, one after the other. */
const startLambda = async (statuses: readonly number[]) => {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      asked.push({
        path: String(request.url),
        type: String(request.headers['x-amz-invocation-type']),
        authorization: String(request.headers.authorization),
        body: JSON.parse(Buffer.concat(chunks).toString()),
      });
      response.writeHead(statuses[asked.length - 1] ?? 500).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stop = () => new Promise((resolve) => server.close(() => resolve()));
  const variables = {
    AWS_LAMBDA_FUNCTION_NAME: 'Nightjar-Evaluate_1',
    AWS_ACCESS_KEY_ID: 'id',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_ENDPOINT_URL_LAMBDA: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  };
  return { asked, invoker: ownSlotInvoker(variables, 'eu-west-1') };
};

const AT = epochMs(Date.UTC(2026, 0, 6, 12, 0));

it('starts the function it runs in, asynchronously, signed, for one slot of one minute', async () => {
  const { asked, invoker } = await startLambda([202]);
  expect(await invoker?.invoke({ slots: 4, slot: 3 }, AT)).toBe('started');
  expect(asked).toHaveLength(1);
  expect(asked[0]).toMatchObject({
    path: '/2015-03-31/functions/Nightjar-Evaluate_1/invocations',
    type: 'Event',
    body: { scheduledTime: '2026-01-06T12:00:00.000Z', slot: { slots: 4, slot: 3 } },
  });
  expect(asked[0]?.authorization).toContain('/eu-west-1/lambda/aws4_request');
});

it('tries once more, and says when it failed', async () => {
  const recovering = await startLambda([429, 202]);
  expect(await recovering.invoker?.invoke({ slots: 2, slot: 0 }, AT)).toBe('started');
  await stop();
  const refusing = await startLambda([429, 500]);
  expect(await refusing.invoker?.invoke({ slots: 2, slot: 0 }, AT)).toBe('failed');
  expect(refusing.asked).toHaveLength(2);
});

it('is not there outside Lambda', () => {
  expect(ownSlotInvoker({ AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret' }, 'eu-west-1')).toBeUndefined();
});
