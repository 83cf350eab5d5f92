import { logTextForPeople } from './log-text.ts';

/** Who changed a function, as people read it: `user/alice`, `role/deploy/session`; e-mail addresses are masked. */
export const changedBy = (by: string): string => logTextForPeople(by, 80);
