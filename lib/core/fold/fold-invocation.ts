import type { ReportFigures } from '../parse/observation.ts';
import { addSaturating } from './add-saturating.ts';
import type { Summary } from './summary.ts';

/** @param version that the line or the stream's name says */
export const foldStarts = (count: number, version: string | undefined, summary: Summary): void => {
  summary.starts += count;
  summary.versions.add(version ?? 'unknown', count);
};

export const foldReport = (figures: ReportFigures, summary: Summary): void => {
  const initUs = (figures.initUs ?? 0) + (figures.restoreUs ?? 0);
  summary.reports++;
  if (figures.initUs !== undefined || figures.restoreUs !== undefined) summary.coldStarts++;
  summary.durations.add(figures.durationUs);
  summary.durationUsSum = addSaturating(summary.durationUsSum, figures.durationUs);
  summary.durationUsMax = Math.max(summary.durationUsMax, figures.durationUs);
  summary.billedMsSum = addSaturating(summary.billedMsSum, figures.billedMs ?? 0);
  summary.initUsSum = addSaturating(summary.initUsSum, initUs);
  summary.memoryUsedMbMax = Math.max(summary.memoryUsedMbMax, figures.memoryUsedMb ?? 0);
  summary.memorySizeMb = Math.max(summary.memorySizeMb, figures.memorySizeMb ?? 0);
};
