/** Where messages go, as the secret says: to the address of an incoming webhook, or as a bot to a channel. */
export type SlackDestination =
  | { readonly kind: 'webhook'; readonly url: string }
  | {
      readonly kind: 'bot';
      readonly token: string;
      readonly channel: string;
      /** Ends with a slash. */
      readonly api: string;
    };

/** `isFresh` asks for it anew, as it may have been changed. */
export type SlackDestinationReader = (isFresh: boolean) => Promise<SlackDestination>;

const DEFAULT_API = 'https://slack.com/api/';

/** Anything else would send alerts in clear text; loopback is for tests. */
const isAllowed = (url: unknown): url is string =>
  typeof url === 'string' && (/^https:\/\/[^\s/]+\//.test(url) || /^http:\/\/127\.0\.0\.1:/.test(url));

const isObject = (json: unknown): json is Readonly<Record<string, unknown>> =>
  typeof json === 'object' && json !== null;

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/**
 * Reads the value of the secret: an address, `{"url":…}`, or `{"token":…,"channel":…}` of a bot (with `api` where Slack is not
 * at slack.com). `undefined` for anything else; nothing of it may be part of an error.
 */
export const readSlackDestination = (value: unknown): SlackDestination | undefined => {
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  if (!text.startsWith('{')) return isAllowed(text) ? { kind: 'webhook', url: text } : undefined;
  const json = parsed(text);
  if (!isObject(json)) return undefined;
  const { url, token, channel, api = DEFAULT_API } = json;
  if (isAllowed(url)) return { kind: 'webhook', url };
  const isBot =
    typeof token === 'string' && /^xox[a-z]-\S+$/.test(token) && typeof channel === 'string' && channel !== '';
  return isBot && isAllowed(api)
    ? { kind: 'bot', token, channel, api: api.endsWith('/') ? api : `${api}/` }
    : undefined;
};
