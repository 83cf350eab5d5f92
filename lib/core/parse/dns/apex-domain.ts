/** Second-level names under which countries register: `co.uk`, `com.au`, `ne.jp`. */
const REGISTRY_LABELS: ReadonlySet<string> = new Set([
  ...['ac', 'co', 'com', 'edu', 'go', 'gob', 'gouv', 'gov', 'gv', 'ltd', 'mil', 'ne', 'net', 'nom', 'or', 'org'],
  ...['plc', 'sch', 'web'],
]);

/**
 * The domain that somebody registered, by rule of thumb: two labels, three below a country's registry. Only groups names
 * so that a flood of them under one domain shows; the public suffix list would be twice the size of the whole ingest
 * bundle, and decides later where it matters.
 */
export const apexDomainOf = (name: string): string => {
  const last = name.lastIndexOf('.');
  if (last < 0) return name;
  const second = name.lastIndexOf('.', last - 1);
  if (second < 0) return name;
  const isCountry = name.length - last - 1 === 2;
  if (!isCountry || !REGISTRY_LABELS.has(name.slice(second + 1, last))) return name.slice(second + 1);
  return name.slice(name.lastIndexOf('.', second - 1) + 1);
};
