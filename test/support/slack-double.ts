import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { slackProblems } from './slack-rules.ts';

export interface SlackAnswer {
  readonly status: number;
  readonly text: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An incoming webhook on loopback: takes what Slack's rules allow, refuses the rest with Slack's words. */
export interface SlackDouble {
  readonly url: string;
  /** Bodies that were taken. */
  readonly taken: { readonly text: string; readonly blocks?: readonly unknown[] }[];
  /** What was wrong with those that were not. */
  readonly problems: string[];
  /** Given in turn before the double judges by itself; `hang up` ends the connection. */
  readonly answers: (SlackAnswer | 'hang up')[];
  posts: number;
  stop(): Promise<void>;
}

export const startSlackDouble = async (): Promise<SlackDouble> => {
  const taken: SlackDouble['taken'] = [];
  const problems: string[] = [];
  const answers: (SlackAnswer | 'hang up')[] = [];
  const judge = (contentType: string | undefined, body: string): SlackAnswer => {
    if (!contentType?.startsWith('application/json')) return { status: 400, text: 'invalid_payload' };
    let message: unknown;
    try {
      message = JSON.parse(body);
    } catch {
      return { status: 400, text: 'invalid_payload' };
    }
    const found = slackProblems(message);
    problems.push(...found);
    if (found.length > 0) return { status: 400, text: 'invalid_blocks' };
    taken.push(message as SlackDouble['taken'][number]);
    return { status: 200, text: 'ok' };
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      double.posts++;
      const isKnown = request.method === 'POST' && request.url === '/services/T00000000/B00000000/hook';
      const scripted = answers.shift();
      if (scripted === 'hang up') {
        request.socket.destroy();
        return;
      }
      const answer =
        scripted ??
        (isKnown
          ? judge(request.headers['content-type'], Buffer.concat(chunks).toString())
          : { status: 404, text: 'no_service' });
      response.writeHead(answer.status, { 'content-type': 'text/html', ...answer.headers }).end(answer.text);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const double: SlackDouble = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/services/T00000000/B00000000/hook`,
    taken,
    problems,
    answers,
    posts: 0,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return double;
};
