/**
 * One line to the log as it is. `console.log` of Lambda's Node.js runtime puts time and request id before it, and a line in
 * embedded metric format that does not begin with its JSON gives no metric.
 */
export const writeLine = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
