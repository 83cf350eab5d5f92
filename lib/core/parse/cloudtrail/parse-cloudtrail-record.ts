import { type JsonObject, textFieldOf } from '../json-object.ts';
import type { NamedSubject, ParsedRecord, RecordFact } from '../parsed-record.ts';
import { actionNameOf, errorCodeOf } from './action-name.ts';
import { agentClassOf, agentWordOf, sourceAddressOf } from './agent-class.ts';
import { calledResourceOf } from './called-resource.ts';
import { accessKeyOf, callerOf, callerWords } from './caller.ts';
import { deployTargetOf } from './deploy-target.ts';

/**
 * Parses one CloudTrail record: what was called, by whom, from where; and whose function it changed.
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
export const parseCloudTrailRecord = (record: JsonObject): ParsedRecord => {
  const action = actionNameOf(record);
  if (action === undefined || textFieldOf(record, 'eventType') === 'AwsServiceEvent') {
    return { skipped: 'cloudtrail_no_call' };
  }
  const caller = callerOf(record);
  const recorded = recordedAs(record);
  const resource = caller === undefined ? undefined : calledResourceOf(record, action);
  const call = { action, errorCode: errorCodeOf(record), ...(resource !== undefined && { resource }), ...recorded };
  const facts: RecordFact[] = [{ subject: caller, observation: { kind: 'api-call', ...call } }];
  const use = caller === undefined ? undefined : credentialUseOf(caller, record, recorded);
  if (use !== undefined) facts.push(use);
  const target = deployTargetOf(action, record);
  if (target !== undefined) {
    const change = action.slice(action.indexOf(':') + 1);
    facts.push({
      subject: target,
      observation: { kind: 'deploy', action: change, by: callerWords(record), ...recorded },
    });
  }
  return { facts };
};

const LONGEST_EVENT_ID = 64;

/** The same whichever trail recorded the event. */
const recordedAs = (record: JsonObject): { readonly eventId?: string } => {
  const eventId = textFieldOf(record, 'eventID');
  return eventId === undefined || eventId === '' ? {} : { eventId: eventId.slice(0, LONGEST_EVENT_ID) };
};

/** A service that acts on behalf of the caller uses no credentials of its. */
const credentialUseOf = (
  subject: NamedSubject,
  record: JsonObject,
  recorded: { readonly eventId?: string },
): RecordFact | undefined => {
  const agentClass = agentClassOf(record);
  if (agentClass === 'service') return undefined;
  return {
    subject,
    observation: {
      kind: 'credential-use',
      agentClass,
      agent: agentWordOf(record),
      address: sourceAddressOf(record),
      accessKeyId: accessKeyOf(record),
      ...recorded,
    },
  };
};
