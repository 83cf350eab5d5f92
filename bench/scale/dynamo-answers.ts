import { itemOf, rowOf } from '../../lib/aws/dynamo-requests.ts';

const ROW_BYTES = 100 * 1_024;
const ROUNDS = 40;

/**
 * What the counting table leaves out: reading an answer of DynamoDB, JSON around base64. The text is what the service
 * would send.
 */
export const measureDynamoAnswers = async (): Promise<{ readonly msPerMegabyte: number }> => {
  const data = new Uint8Array(ROW_BYTES).map((_, index) => (index * 31) & 255);
  const answer = JSON.stringify({ Items: [itemOf({ partition: 'p', sort: 's', revision: 1, data })] });
  let bytes = 0;
  const before = process.cpuUsage();
  for (let round = 0; round < ROUNDS; round++) {
    const { Items: items } = JSON.parse(answer) as { Items: Parameters<typeof rowOf>[0][] };
    for (const item of items) bytes += rowOf(item)?.data.length ?? 0;
  }
  const { user, system } = process.cpuUsage(before);
  return { msPerMegabyte: (user + system) / 1_000 / (bytes / 1_048_576) };
};
