const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  // A character without width after these keeps chat programs from reading them as mark-up or a mention.
  ['*', '*\u200b'],
  ['_', '_\u200b'],
  ['~', '~\u200b'],
  ['`', "'"],
  ['@', '@\u200b'],
  ['#', '#\u200b'],
  ['|', '|\u200b'],
  [']', ']\u200b'],
]);

/** Text for Slack and Teams through client markdown: no mention, link or mark-up can come of it. */
export const chatText = (text: string): string =>
  [...text].map((character) => ESCAPES.get(character) ?? character).join('');
