/** Fields of all versions, as `DescribeFlowLogs` spells them. Other words make a line no header. */
const FIELDS: ReadonlySet<string> = new Set([
  ...['version', 'account-id', 'interface-id', 'srcaddr', 'dstaddr', 'srcport', 'dstport', 'protocol', 'packets'],
  ...['bytes', 'start', 'end', 'action', 'log-status', 'vpc-id', 'subnet-id', 'instance-id', 'tcp-flags', 'type'],
  ...['pkt-srcaddr', 'pkt-dstaddr', 'region', 'az-id', 'sublocation-type', 'sublocation-id', 'pkt-src-aws-service'],
  ...['pkt-dst-aws-service', 'flow-direction', 'traffic-path', 'ecs-cluster-arn', 'ecs-cluster-name'],
  ...['ecs-container-instance-arn', 'ecs-container-instance-id', 'ecs-container-id', 'ecs-second-container-id'],
  ...['ecs-service-name', 'ecs-task-definition-arn', 'ecs-task-arn', 'ecs-task-id', 'reject-reason', 'resource-id'],
  'encryption-status',
]);

/** Names of a row's columns, in order. */
export type FlowFields = readonly string[];

/** What CloudWatch Logs holds when no format was chosen: version 2. */
export const DEFAULT_FLOW_FIELDS: FlowFields = [
  ...['version', 'account-id', 'interface-id', 'srcaddr', 'dstaddr', 'srcport', 'dstport', 'protocol', 'packets'],
  ...['bytes', 'start', 'end', 'action', 'log-status'],
];

const LONGEST_FORMAT = 2_048;
const FEWEST_FIELDS = 3;

/** `account_id`, `${account-id}`, `Account-ID` and `account-id` are one field. */
export const flowFieldOf = (word: string): string | undefined => {
  const bare = word.startsWith('${') && word.endsWith('}') ? word.slice(2, -1) : word;
  const field = bare.toLowerCase().replaceAll('_', '-');
  return FIELDS.has(field) ? field : undefined;
};

/**
 * Reads a list of fields: the header line of a file, or the `LogFormat` of a flow log (`${version} ${vpc-id} …`).
 * `undefined` when any word is no field, as in every row.
 */
export const flowFieldsOf = (line: string): FlowFields | undefined => {
  if (line.length > LONGEST_FORMAT) return undefined;
  const words = line.trim().split(/[\s,]+/);
  if (words.length < FEWEST_FIELDS) return undefined;
  const fields: string[] = [];
  for (const word of words) {
    const field = flowFieldOf(word);
    if (field === undefined) return undefined;
    fields.push(field);
  }
  return fields;
};
