import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cloudWatchFunctionMetrics } from '../../lib/aws/cloudwatch-function-metrics.ts';
import { addMinutes, epochMs, minuteOf, startOf } from '../../lib/core/units.ts';
import { ENDPOINT, REGION, resetAccount, stubEnvironment } from './moto-account.ts';

describe.skipIf(ENDPOINT === '')('metrics of functions, against moto', () => {
  beforeEach(async () => {
    stubEnvironment();
    await resetAccount();
  });
  afterEach(() => vi.unstubAllEnvs());

  it('are read by the minute, of one function only', async () => {
    const client = new CloudWatchClient({ region: REGION });
    const first = addMinutes(minuteOf(epochMs(Date.now())), -60);
    const put = (functionName: string, MetricName: string, at: number, Value: number) =>
      client.send(
        new PutMetricDataCommand({
          Namespace: 'AWS/Lambda',
          MetricData: [
            {
              MetricName,
              Value,
              Timestamp: new Date(startOf(addMinutes(first, at))),
              Dimensions: [{ Name: 'FunctionName', Value: functionName }],
            },
          ],
        }),
      );
    await put('checkout', 'Invocations', 0, 3);
    await put('checkout', 'Invocations', 0, 2);
    await put('checkout', 'Errors', 0, 1);
    await put('checkout', 'Invocations', 2, 1);
    await put('mailer', 'Invocations', 1, 9);
    const rows = await cloudWatchFunctionMetrics(client).read('checkout', first, addMinutes(first, 30));
    expect(rows).toEqual([
      { minute: first, invocations: 5, errors: 1 },
      { minute: addMinutes(first, 2), invocations: 1, errors: 0 },
    ]);
  });
});
