import { createServer, type IncomingMessage } from 'node:http';
import { closeServer, listenOnLoopback } from './loopback-server.ts';
import { type SnsMessage, type SnsRefusal, takePublish } from './sns-rules.ts';

/** Amazon SNS with one topic, on loopback. */
export interface LoopbackSns {
  readonly endpoint: string;
  readonly topicArn: string;
  /** Requests that were answered with an error, by code. */
  readonly refusals: ReadonlyMap<string, number>;
  stop(): Promise<void>;
}

const NAMESPACE = 'http://sns.amazonaws.com/doc/2010-03-31/';
/** More than any request may hold once its message is form-encoded. */
const MAX_REQUEST_BYTES = 2 * 1_024 * 1_024;

/** Speaks the query protocol of SNS: form in, XML out. `onMessage` sees what subscribers would get. */
export const startLoopbackSns = async (
  topicArn: string,
  onMessage: (message: SnsMessage) => void,
): Promise<LoopbackSns> => {
  const refusals = new Map<string, number>();
  let published = 0;
  const server = createServer((request, response) => {
    const answer = (status: number, xml: string): void => {
      response.writeHead(status, { 'content-type': 'text/xml' }).end(xml);
    };
    const refuse = ({ status, code, message }: SnsRefusal): void => {
      refusals.set(code, (refusals.get(code) ?? 0) + 1);
      answer(status, errorXml(code, message));
    };
    readBody(request).then(
      (body) => {
        const taken = takePublish(new URLSearchParams(body), request.headers.authorization, topicArn);
        if (!taken.ok) return refuse(taken.problem);
        onMessage(taken.value);
        answer(200, publishedXml(`00000000-0000-4000-8000-${String(++published).padStart(12, '0')}`));
      },
      () => refuse({ status: 413, code: 'InvalidParameter', message: 'Request too large' }),
    );
  });
  const endpoint = await listenOnLoopback(server);
  return { endpoint, topicArn, refusals, stop: () => closeServer(server) };
};

const readBody = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    sizeBytes += bytes.length;
    if (sizeBytes > MAX_REQUEST_BYTES) throw new RangeError('request too large');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString();
};

const publishedXml = (messageId: string): string =>
  `<PublishResponse xmlns="${NAMESPACE}"><PublishResult><MessageId>${messageId}</MessageId></PublishResult>` +
  `<ResponseMetadata><RequestId>${messageId}</RequestId></ResponseMetadata></PublishResponse>`;

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const errorXml = (code: string, message: string): string =>
  `<ErrorResponse xmlns="${NAMESPACE}"><Error><Type>Sender</Type><Code>${escapeXml(code)}</Code>` +
  `<Message>${escapeXml(message)}</Message></Error><RequestId>00000000-0000-4000-8000-000000000000</RequestId></ErrorResponse>`;
