import { terminalText } from './terminal-text.ts';

const MAX_QUOTED_CHARACTERS = 120;

/** A name from outside, as it may stand in a message: in quotes, harmless for a terminal, not endless. */
export const quoted = (text: string): string => `'${terminalText(text, MAX_QUOTED_CHARACTERS)}'`;
