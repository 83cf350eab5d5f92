import type { SkipReason } from '../decode/skip-reason.ts';
import type { Observation } from './observation.ts';
import { parsePlatformText } from './platform-text.ts';

/** What one log event of a Lambda stream says: facts, or the reason why there are none. */
export type ParsedLine = { readonly observations: readonly Observation[] } | { readonly skipped: SkipReason };

/** Parses one log event of a stream that is known to be a function's. Total: any text gives an answer. */
export const parseLambdaLine = (message: string): ParsedLine =>
  parsePlatformText(message) ?? { observations: [{ kind: 'app-line', level: undefined }] };
