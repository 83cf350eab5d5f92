/**
 * A second, naive reading of flow, DNS, CloudTrail and span files, for comparison: whole files in memory, objects, regular
 * expressions, as one would write it in an afternoon. Shares no code with what it checks.
 */

const tally = (entries: readonly (readonly [string, number])[]): Readonly<Record<string, number>> => {
  const counts = new Map<string, number>();
  for (const [name, count] of entries) counts.set(name, (counts.get(name) ?? 0) + count);
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
};

const DEFAULT_COLUMNS =
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status';

type NaiveRow = Readonly<Record<string, string>>;

/** Rows of a flow log text, blanks or commas, with or without headers. */
export const naiveFlowRows = (text: string): readonly NaiveRow[] => {
  let columns = DEFAULT_COLUMNS.split(' ');
  const rows: NaiveRow[] = [];
  for (const line of text.split('\n').map((one) => one.trim())) {
    if (line === '') continue;
    const cells = line.split(line.includes(',') ? ',' : /\s+/);
    if (cells.some((cell) => /^srcaddr$/.test(cell))) {
      columns = cells.map((cell) => cell.replaceAll('_', '-'));
      continue;
    }
    rows.push(Object.fromEntries(columns.map((name, index) => [name, cells[index] ?? '-'])));
  }
  return rows;
};

const isLocal = (address: string): boolean =>
  /^(10|127|192\.168|172\.(1[6-9]|2\d|3[01])|169\.254|f[cd]..)[.:]/.test(address);

/** Bytes that interfaces sent over connections that they opened: `interface destination`. */
export const naiveSentBytes = (rows: readonly NaiveRow[]): Readonly<Record<string, number>> => {
  const sent: [string, number][] = [];
  for (const row of rows) {
    const { srcaddr = '-', dstaddr = '-', srcport = '0', dstport = '0', action } = row;
    if (row['log-status'] !== 'OK' || action !== 'ACCEPT') continue;
    const flags = Number(row['tcp-flags'] ?? 0) || 0;
    const [from, to] = [Number(srcport), Number(dstport)];
    const bySource =
      flags & 2
        ? !(flags & 16)
        : from >= 1024 && to < 1024
          ? true
          : to >= 1024 && from < 1024
            ? false
            : from >= 32768 && to < 32768
              ? true
              : to >= 32768 && from < 32768
                ? false
                : undefined;
    const direction = row['flow-direction'];
    const own =
      direction === 'egress'
        ? true
        : direction === 'ingress'
          ? false
          : isLocal(srcaddr) === isLocal(dstaddr)
            ? bySource
            : isLocal(srcaddr);
    if (own !== true || bySource === false) continue;
    const target = (row['pkt-dstaddr'] ?? '-') === '-' ? dstaddr : (row['pkt-dstaddr'] ?? dstaddr);
    const host = target.includes(':') ? `[${target}]` : target;
    const port = to === 0 || to === 80 || to === 443 ? '' : `:${to}`;
    sent.push([`interface:${row['interface-id']} ${host}${port}`, Number(row['bytes'])]);
  }
  return tally(sent);
};

/** Lookups that found something to connect to: `address name`. */
export const naiveLookups = (text: string): Readonly<Record<string, number>> =>
  tally(
    jsonObjects(text)
      .filter(
        ({ rcode, query_type, query_name, answers }) =>
          rcode === 'NOERROR' &&
          ['A', 'AAAA', 'CNAME', 'HTTPS', 'SVCB'].includes(String(query_type)) &&
          Array.isArray(answers) &&
          answers.length > 0 &&
          !/(\.arpa|\.ec2\.internal|\.compute\.internal)\.$/.test(String(query_name)),
      )
      .map(({ vpc_id, srcaddr, query_name }) => [
        `address:${vpc_id}/${srcaddr} ${String(query_name).toLowerCase().replace(/\.$/, '')}`,
        1,
      ]),
  );

/** Calls of role sessions and functions: `subject service:Action`, found in the text of each record. */
export const naiveCalls = (text: string): Readonly<Record<string, number>> => {
  const calls: [string, number][] = [];
  const seen = new Set<string>();
  for (const record of trailRecords(JSON.parse(asDocument(text)))) {
    const { eventSource, eventName, eventType, eventID, eventTime } = record;
    const identity = JSON.stringify(record['userIdentity'] ?? null);
    const issued = /"credentialsIssuedTo":"arn:aws:lambda:[^"]*?:function:([\w-]+)/.exec(identity)?.[1];
    const [, role = '', session = ''] =
      /"arn":"arn:aws:sts::[^":]*:assumed-role\/([^"/]+)\/([^"/]+)"/.exec(identity) ?? [];
    const isSession = /^[\w-]{1,64}$/.test(session) && !role.startsWith('AWSServiceRoleFor');
    if (eventType === 'AwsServiceEvent' || typeof eventName !== 'string' || (issued === undefined && !isSession))
      continue;
    // Two trails record one call twice.
    const id = `${eventTime} ${eventID}`;
    if (eventID !== undefined && seen.has(id)) continue;
    seen.add(id);
    const service = String(eventSource)
      .replace('.amazonaws.com', '')
      .replace(/^monitoring$/, 'cloudwatch')
      .replace(/^email$/, 'ses')
      .replace(/^tagging$/, 'tag');
    const action = `${service}:${eventName.replace(/(\d{8}|\d{4}_\d\d_\d\d)(v\d+)?$/, '')}`;
    calls.push([`${issued ?? `role-session:${role}/${session}`} ${action}`, 1]);
  }
  return tally(calls);
};

type Json = Readonly<Record<string, unknown>>;

/** One document, or one object a line, as one JSON text. */
const asDocument = (text: string): string => {
  try {
    JSON.parse(text);
    return text;
  } catch {
    return `[${text.trim().split('\n').join(',')}]`;
  }
};

const trailRecords = (value: unknown): readonly Json[] => {
  if (Array.isArray(value)) return value.flatMap(trailRecords);
  if (typeof value !== 'object' || value === null) return [];
  const object: Json = { ...value };
  if (String(object['eventVersion']).startsWith('1.')) return [object];
  return Object.values(object).flatMap((inner) =>
    typeof inner === 'string' && inner.startsWith('{"eventVersion"')
      ? trailRecords(JSON.parse(inner))
      : trailRecords(inner),
  );
};

const jsonObjects = (text: string): readonly Json[] => {
  const parsed: unknown = JSON.parse(asDocument(text));
  return (Array.isArray(parsed) ? parsed : [parsed]).filter((item) => typeof item === 'object' && item !== null);
};
