import type { Clock } from '../core/pipeline/ports.ts';
import { epochMs } from '../core/units.ts';

export const systemClock: Clock = () => epochMs(Date.now());
