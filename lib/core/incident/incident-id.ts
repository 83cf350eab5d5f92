import { hash53 } from '../hash.ts';

const WIDTH = 11; // 53 bits in base 36

/** 22 characters from the first alarm of an incident: the same alarm always gives the same id. */
export const incidentIdOf = (alarmId: string): string =>
  [1, 2].map((salt) => hash53(alarmId, salt).toString(36).padStart(WIDTH, '0')).join('');
