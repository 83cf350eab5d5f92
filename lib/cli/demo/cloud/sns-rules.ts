import { fail, ok, type Result } from '../../../core/result.ts';

/** What Amazon SNS answers to a request that it does not take. */
export interface SnsRefusal {
  readonly status: number;
  /** As in the API reference of Publish: `InvalidParameter`, `NotFound`, … */
  readonly code: string;
  readonly message: string;
}

/** A message that SNS would deliver. */
export interface SnsMessage {
  readonly topicArn: string;
  readonly subject: string | undefined;
  /** Body per protocol; with a plain message `default` alone. */
  readonly bodies: ReadonlyMap<string, string>;
  /** Message attributes by name. */
  readonly attributes: ReadonlyMap<string, string>;
  /** Of message and attributes, as SNS counts them. */
  readonly sizeBytes: number;
}

const MAX_MESSAGE_BYTES = 262_144;
const MAX_SUBJECT_CHARACTERS = 100;
const SUBJECT = /^[\x21-\x7e][\x20-\x7e]*$/;
const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=[^/, ]+\/\d{8}\/([a-z0-9-]+)\/sns\/aws4_request, ?SignedHeaders=[a-z0-9;-]+, ?Signature=[0-9a-f]{64}$/;
const ATTRIBUTE_TYPE = /^(?:String|String\.Array|Number|Binary)(?:\..+)?$/;

const invalid = (message: string): Result<never, SnsRefusal> =>
  fail({ status: 400, code: 'InvalidParameter', message: `Invalid parameter: ${message}` });

/**
 * Takes a request of the query protocol as SNS does: it must be signed (Signature Version 4), name a known topic, and
 * keep the documented rules of Publish (API reference, Amazon SNS, 2010-03-31).
 */
export const takePublish = (
  form: URLSearchParams,
  authorization: string | undefined,
  topicArn: string,
): Result<SnsMessage, SnsRefusal> => {
  const refusal = checkSignature(authorization);
  if (refusal !== undefined) return fail(refusal);
  const action = form.get('Action');
  if (action !== 'Publish') {
    return fail({
      status: 400,
      code: 'InvalidAction',
      message: `The action ${action} is not valid for this endpoint.`,
    });
  }
  if (form.get('TopicArn') !== topicArn) {
    return fail({ status: 404, code: 'NotFound', message: 'Topic does not exist' });
  }
  const message = form.get('Message');
  if (message === null || message === '') return invalid('Empty message');
  const subject = form.get('Subject') ?? undefined;
  if (subject !== undefined && !isSubject(subject)) return invalid('Subject');
  const attributes = readAttributes(form);
  if (!attributes.ok) return attributes;
  const sizeBytes = Buffer.byteLength(message) + attributesSize(attributes.value);
  if (sizeBytes > MAX_MESSAGE_BYTES) return invalid('Message too long');
  const bodies = readBodies(message, form.get('MessageStructure'));
  return bodies.ok ? ok({ topicArn, subject, bodies: bodies.value, attributes: attributes.value, sizeBytes }) : bodies;
};

const checkSignature = (authorization: string | undefined): SnsRefusal | undefined => {
  if (authorization === undefined) {
    return { status: 403, code: 'MissingAuthenticationToken', message: 'Request is missing Authentication Token' };
  }
  if (AUTHORIZATION.test(authorization)) return undefined;
  return {
    status: 403,
    code: 'IncompleteSignature',
    message: 'Authorization header is no Signature Version 4 for sns',
  };
};

/** ASCII, at most 100 characters, no line break or control character, beginning with a visible one. */
const isSubject = (subject: string): boolean => subject.length <= MAX_SUBJECT_CHARACTERS && SUBJECT.test(subject);

const readBodies = (message: string, structure: string | null): Result<ReadonlyMap<string, string>, SnsRefusal> => {
  if (structure === null) return ok(new Map([['default', message]]));
  if (structure !== 'json') return invalid('MessageStructure');
  let parsed: unknown;
  try {
    parsed = JSON.parse(message);
  } catch {
    return invalid('Message Structure - JSON message body failed to parse');
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    return invalid('Message Structure - JSON message body is no object');
  }
  const bodies = new Map<string, string>();
  for (const [protocol, body] of Object.entries(parsed)) {
    if (typeof body !== 'string') return invalid(`Message Structure - ${protocol} must be a string`);
    bodies.set(protocol, body);
  }
  return bodies.has('default') ? ok(bodies) : invalid('Message Structure - No default entry in JSON message body');
};

const readAttributes = (form: URLSearchParams): Result<ReadonlyMap<string, string>, SnsRefusal> => {
  const attributes = new Map<string, string>();
  for (let index = 1; form.has(`MessageAttributes.entry.${index}.Name`); index++) {
    const entry = `MessageAttributes.entry.${index}`;
    const name = form.get(`${entry}.Name`) ?? '';
    const type = form.get(`${entry}.Value.DataType`) ?? '';
    const value = form.get(`${entry}.Value.StringValue`) ?? form.get(`${entry}.Value.BinaryValue`) ?? '';
    if (!/^[A-Za-z0-9_.-]{1,256}$/.test(name) || attributes.has(name)) return invalid(`attribute name ${index}`);
    if (!ATTRIBUTE_TYPE.test(type)) return invalid(`type of attribute ${name}`);
    if (value === '') return invalid(`empty value of attribute ${name}`);
    attributes.set(name, value);
  }
  return ok(attributes);
};

const attributesSize = (attributes: ReadonlyMap<string, string>): number =>
  [...attributes].reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value), 0);
