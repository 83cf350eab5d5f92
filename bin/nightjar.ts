import { COMMANDS } from '../lib/cli/commands.ts';
import { runCli } from '../lib/cli/run-cli.ts';
import { processTerminal } from '../lib/cli/terminal.ts';
import { VERSION } from '../lib/cli/version.ts';

// Without a listener a closed pipe would end the process with a stack; `runCli` sees it as a failed write.
process.stdout.on('error', () => {});
process.exitCode = await runCli(process.argv.slice(2), {
  commands: COMMANDS,
  version: VERSION,
  terminal: processTerminal(),
});
