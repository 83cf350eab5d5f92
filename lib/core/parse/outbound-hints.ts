import { destinationOf } from './destination.ts';
import { scanHostCues } from './host-cues.ts';
import { fieldOf, isJsonObject, type JsonObject } from './json-object.ts';
import { looksLikeHost } from './looks-like-host.ts';
import { scanUrls } from './url-scan.ts';
import { HOST_FIELDS, INBOUND_FIELDS, MAX_DEPTH, MAX_NODES } from './vocabulary.ts';

/** Most destinations taken from one line: a line is evidence of a call or two, not of a thousand. */
export const MAX_PER_LINE = 32;
/** How much of a text is looked at. */
const MAX_TEXT = 65_536;

/** Destinations in the order in which they are named, each once. */
class Hints {
  readonly found = new Set<string>();

  readonly add = (destination: string): void => {
    if (this.found.size < MAX_PER_LINE) this.found.add(destination);
  };

  addText(text: string): void {
    const head = text.length > MAX_TEXT ? text.slice(0, MAX_TEXT) : text;
    scanUrls(head, this.add);
    scanHostCues(head, this.add);
  }
}

/**
 * Destinations that a text line names: URLs, and bare hosts where an error message tells that they are hosts. Package
 * names, files, e-mail addresses and version numbers have neither. Hints: the line does not prove that a call was made.
 */
export const outboundHintsInText = (text: string): readonly string[] => {
  const hints = new Hints();
  hints.addText(text);
  return [...hints.found];
};

/** Like {@link outboundHintsInText} over the strings of a JSON line, plus hosts in fields that are called so. */
export const outboundHintsInJson = (object: JsonObject): readonly string[] => {
  const hints = new Hints();
  let nodes = 0;
  const visit = (value: unknown, field: string, depth: number): void => {
    if (++nodes > MAX_NODES || depth > MAX_DEPTH) return;
    if (typeof value === 'string') {
      hints.addText(value);
      if (HOST_FIELDS.has(field)) addBareHost(value, '', hints);
    } else if (Array.isArray(value)) {
      for (const item of value) visit(item, field, depth + 1);
    } else if (isJsonObject(value)) {
      visitFields(value, depth);
    }
  };
  const visitFields = (fields: JsonObject, depth: number): void => {
    const port = portOf(fields);
    for (const [name, value] of Object.entries(fields)) {
      const field = name.toLowerCase();
      if (INBOUND_FIELDS.has(field) || (field === 'hostname' && isLoggerRecord(fields))) continue;
      if (port !== '' && typeof value === 'string' && HOST_FIELDS.has(field)) addBareHost(value, port, hints);
      else visit(value, field, depth + 1);
    }
  };
  visitFields(object, 0);
  return [...hints.found];
};

/** pino and bunyan write the machine's own name beside the process id. */
const isLoggerRecord = (fields: JsonObject): boolean => typeof fieldOf(fields, 'pid') === 'number';

const portOf = (fields: JsonObject): string => {
  const port = fieldOf(fields, 'port') ?? fieldOf(fields, 'server.port') ?? fieldOf(fields, 'net.peer.port');
  return (typeof port === 'number' || typeof port === 'string') && /^\d{1,5}$/.test(String(port)) ? String(port) : '';
};

const addBareHost = (value: string, port: string, hints: Hints): void => {
  if (value.includes('://')) {
    hints.addText(value);
    return;
  }
  const host = value.trim();
  if (!looksLikeHost(host)) return;
  const hasPort = host.includes(':');
  const destination = destinationOf(
    port === '' || hasPort ? host : `${host}:${port}`,
    port === '80' ? 'http' : 'https',
  );
  if (destination !== undefined) hints.add(destination);
};
