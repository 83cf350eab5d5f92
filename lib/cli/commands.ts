import type { Command } from './command.ts';
import { costCommand } from './commands/cost.ts';
import { demoCommand } from './commands/demo.ts';
import { doctorCommand } from './commands/doctor.ts';
import { explainCommand } from './commands/explain.ts';
import { incidentsCommand } from './commands/incidents.ts';
import { expectCommand, muteCommand, unmuteCommand } from './commands/marks.ts';
import { redriveCommand } from './commands/redrive.ts';
import { replayCommand } from './commands/replay.ts';
import { testAlertCommand } from './commands/test-alert.ts';

/** Every subcommand, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  replayCommand,
  incidentsCommand,
  explainCommand,
  demoCommand,
  doctorCommand,
  testAlertCommand,
  muteCommand,
  expectCommand,
  unmuteCommand,
  costCommand,
  redriveCommand,
];
