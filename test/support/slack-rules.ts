/**
 * What Slack's documentation says about messages to an incoming webhook, as a strict reader. Where Slack forgives
 * (signs that are not escaped) this does not.
 * @see https://docs.slack.dev/reference/block-kit/blocks
 * @see https://docs.slack.dev/messaging/formatting-message-text
 */
type Problem = string;

const MOST_BLOCKS = 50;
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const onlyKeys = (value: Record<string, unknown>, known: readonly string[], where: string): Problem[] =>
  Object.keys(value)
    .filter((key) => !known.includes(key))
    .map((key) => `${where}: unknown key ${key}`);

/** Every `<` begins a link to https, every `>` ends one, every `&` is an entity. */
const markdownProblems = (text: string, where: string): Problem[] => {
  const rest = text.replace(/<https:\/\/[^\s<>|]+\|[^<>|\n]+>/g, '');
  const problems: Problem[] = [];
  if (/[<>]/.test(rest)) problems.push(`${where}: < or > that is not escaped: ${rest.slice(0, 80)}`);
  if (/&(?!amp;|lt;|gt;)/.test(text)) problems.push(`${where}: & that is not escaped`);
  if (/<[!@#]/.test(text)) problems.push(`${where}: a mention`);
  if (/[^\P{Cc}\n]/u.test(text)) problems.push(`${where}: a control character`);
  return problems;
};

const textProblems = (value: unknown, type: 'mrkdwn' | 'plain_text', most: number, where: string): Problem[] => {
  if (!isObject(value)) return [`${where}: no text object`];
  const { text } = value;
  if (value['type'] !== type) return [`${where}: type must be ${type}`];
  if (typeof text !== 'string' || text.length === 0) return [`${where}: text is empty`];
  return [
    ...onlyKeys(value, type === 'plain_text' ? ['type', 'text', 'emoji'] : ['type', 'text', 'verbatim'], where),
    ...(text.length > most ? [`${where}: ${text.length} characters, ${most} at most`] : []),
    ...(type === 'mrkdwn' ? markdownProblems(text, where) : []),
    ...(type === 'plain_text' && /[<>&\n]/.test(text) ? [`${where}: signs with a meaning in plain text`] : []),
  ];
};

const listProblems = (
  value: unknown,
  most: number,
  each: (one: unknown, where: string) => Problem[],
  where: string,
) => {
  if (!Array.isArray(value) || value.length === 0) return [`${where}: empty`];
  return [
    ...(value.length > most ? [`${where}: ${value.length} entries, ${most} at most`] : []),
    ...value.flatMap((one, index) => each(one, `${where}[${index}]`)),
  ];
};

const blockProblems = (block: unknown, where: string): Problem[] => {
  if (!isObject(block)) return [`${where}: no object`];
  switch (block['type']) {
    case 'header':
      return [
        ...onlyKeys(block, ['type', 'text', 'block_id'], where),
        ...textProblems(block['text'], 'plain_text', 150, `${where}.text`),
      ];
    case 'section': {
      const { text, fields } = block;
      return [
        ...onlyKeys(block, ['type', 'text', 'fields', 'block_id'], where),
        ...(text === undefined && fields === undefined ? [`${where}: neither text nor fields`] : []),
        ...(text === undefined ? [] : textProblems(text, 'mrkdwn', 3_000, `${where}.text`)),
        ...(fields === undefined
          ? []
          : listProblems(fields, 10, (one, at) => textProblems(one, 'mrkdwn', 2_000, at), `${where}.fields`)),
      ];
    }
    case 'context':
      return [
        ...onlyKeys(block, ['type', 'elements', 'block_id'], where),
        ...listProblems(
          block['elements'],
          10,
          (one, at) => textProblems(one, 'mrkdwn', 2_000, at),
          `${where}.elements`,
        ),
      ];
    default:
      return [`${where}: unknown type ${String(block['type'])}`];
  }
};

/** Everything that is wrong with the body of a post. */
export const slackProblems = (message: unknown): Problem[] => {
  if (!isObject(message)) return ['no object'];
  const { text, blocks } = message;
  return [
    ...onlyKeys(message, ['text', 'blocks'], 'message'),
    ...(typeof text !== 'string' || text === '' ? ['message: no text'] : markdownProblems(text, 'text')),
    ...(typeof text === 'string' && text.length > 40_000 ? ['text: over 40,000 characters'] : []),
    ...(blocks === undefined ? [] : listProblems(blocks, MOST_BLOCKS, blockProblems, 'blocks')),
  ];
};
