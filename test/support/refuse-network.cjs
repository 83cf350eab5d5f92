// Loaded before a program that must not reach out: whatever connects or resolves a name is told, and fails.
const { Socket } = require('node:net');
const dns = require('node:dns');

const connect = Socket.prototype.connect;
Socket.prototype.connect = function (...args) {
  const [options] = args.flat();
  // A pipe on this machine is no network.
  if (typeof options === 'string' || options?.path !== undefined) return connect.apply(this, args);
  process.stderr.write(`network: ${JSON.stringify(options)}\n`);
  throw new Error('no network here');
};
dns.lookup = (name) => {
  process.stderr.write(`network: ${name}\n`);
  throw new Error('no network here');
};
