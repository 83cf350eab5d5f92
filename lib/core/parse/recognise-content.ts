import { parsePlatformText } from './platform-text.ts';

/** Which source a log event without a telling stream comes from. */
export type ContentKind =
  | 'lambda-platform'
  | 'cloudtrail'
  | 'dns'
  | 'span'
  | 'vpc-flow'
  | 'embedded-metrics'
  | 'unrecognised';

export const recogniseContent = (message: string): ContentKind =>
  parsePlatformText(message) === undefined ? 'unrecognised' : 'lambda-platform';
