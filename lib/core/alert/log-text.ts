import { defang } from './defang.ts';
import { maskSecrets } from './mask-secrets.ts';
import { cutTo, plainText } from './plain-text.ts';

/** Beyond what any line shows, so that a secret is never cut into a shape that no rule knows. */
const MOST_MASKED_CHARS = 2_048;

/** Text from a log for programs: one line without control characters and secrets; names stay exact. */
export const logTextForPrograms = (raw: string, most = 300): string =>
  cutTo(maskSecrets(plainText(raw, MOST_MASKED_CHARS)), most);

/** Text from a log for people: as for programs, and nothing in it becomes a link. */
export const logTextForPeople = (raw: string, most = 120): string =>
  cutTo(defang(maskSecrets(plainText(raw, MOST_MASKED_CHARS))), most);
