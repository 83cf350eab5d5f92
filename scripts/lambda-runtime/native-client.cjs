// Loaded before the runtime interface client. Its native part, which posts answers to the Runtime API, has to be
// compiled with a C++ toolchain; this stands in for it, in JavaScript. Everything else is the client as Lambda runs it.
const Module = require('node:module');
const { request } = require('node:http');

const post = (path, body, headers = {}) => {
  const [hostname, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':');
  const sending = request({ hostname, port, method: 'POST', path: `/2018-06-01/runtime/invocation/${path}`, headers });
  sending.on('response', (response) => response.resume());
  sending.end(body);
};

const client = {
  initializeClient: () => {},
  next: () => {
    throw new Error('AWS_LAMBDA_NODEJS_USE_ALTERNATIVE_CLIENT_1 must be true: events are fetched over HTTP');
  },
  done: (id, body) => post(`${id}/response`, body),
  error: (id, body, xray) => post(`${id}/error`, body, { 'lambda-runtime-function-xray-error-cause': xray }),
};

const load = Module._load;
Module._load = (name, ...rest) => (name.endsWith('rapid-client.node') ? client : load(name, ...rest));
