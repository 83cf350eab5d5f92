import { isPrivateAddress } from '../ip-address.ts';
import { addressOf, type FlowRow, numberOf } from './flow-row.ts';

/** Seen from the interface that the row belongs to. */
export type FlowDirection =
  /** It opened the connection, and the row's bytes are what it sent. */
  | 'sent'
  /** It opened the connection, and the row's bytes are the answer. */
  | 'answered'
  /** The other side opened it, or nothing tells. */
  | 'other';

type Side = 'source' | 'destination';

const SYN = 2;
const SYN_ACK = 18;
const MAX_PORT = 65_535;
/** Ports below are given to services by convention … */
const WELL_KNOWN_PORTS = 1_024;
/** … and Linux gives those from here on to whoever connects. */
const EPHEMERAL_PORTS = 32_768;

/**
 * Who opened the connection: flags say it where SYN was seen (AWS sets ACK only beside SYN, so 18 is the answer to it);
 * otherwise the side with the ephemeral port did.
 */
const openerOf = (row: FlowRow): Side | undefined => {
  const flags = numberOf(row, 'tcp-flags', 255) ?? 0;
  if ((flags & SYN_ACK) === SYN_ACK) return 'destination';
  if ((flags & SYN) === SYN) return 'source';
  const source = numberOf(row, 'srcport', MAX_PORT) ?? 0;
  const destination = numberOf(row, 'dstport', MAX_PORT) ?? 0;
  for (const limit of [WELL_KNOWN_PORTS, EPHEMERAL_PORTS]) {
    if (source >= limit && destination < limit && destination > 0) return 'source';
    if (destination >= limit && source < limit && source > 0) return 'destination';
  }
  return undefined;
};

/** Which side is the interface's own. Traffic paths exist for what leaves only. */
const ownSideOf = (row: FlowRow): Side | undefined => {
  const direction = row.get('flow-direction');
  if (direction === 'egress' || numberOf(row, 'traffic-path', 8) !== undefined) return 'source';
  if (direction === 'ingress') return 'destination';
  const source = isPrivateAddress(addressOf(row, 'srcaddr') ?? '');
  const destination = isPrivateAddress(addressOf(row, 'dstaddr') ?? '');
  if (source === destination) return undefined;
  return source ? 'source' : 'destination';
};

/**
 * Direction of a row's bytes and of its connection. Where only one of the two questions can be answered, the interface
 * is taken for the one that opened: a function's interface accepts no connections.
 */
export const flowDirectionOf = (row: FlowRow): FlowDirection => {
  const opener = openerOf(row);
  const own = ownSideOf(row) ?? opener;
  if (own === undefined) return 'other';
  if (opener !== undefined && opener !== own) return 'other';
  // Without a known opener, what the interface sent was its call, and what it got may be anything.
  if (opener === undefined) return own === 'source' ? 'sent' : 'other';
  return own === 'source' ? 'sent' : 'answered';
};
