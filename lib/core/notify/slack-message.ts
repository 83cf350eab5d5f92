/** What Slack takes, as far as messages are made here. @see https://docs.slack.dev/reference/block-kit/blocks */
export interface SlackMessage {
  /** For notifications and screen readers, and all there is where blocks are refused. */
  readonly text: string;
  readonly blocks: readonly SlackBlock[];
}

export interface MarkdownText {
  readonly type: 'mrkdwn';
  readonly text: string;
}

export type SlackBlock =
  | {
      readonly type: 'header';
      readonly text: { readonly type: 'plain_text'; readonly text: string; readonly emoji: true };
    }
  | { readonly type: 'section'; readonly text: MarkdownText }
  | { readonly type: 'section'; readonly fields: readonly MarkdownText[] }
  | { readonly type: 'context'; readonly elements: readonly MarkdownText[] };

/** Documented limits, in characters. */
export const SLACK_LIMITS = { headerChars: 150, sectionChars: 3_000, fieldChars: 2_000, fields: 10, textChars: 4_000 };
