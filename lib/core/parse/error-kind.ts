/** Kinds that the platform decides; nothing that a function throws is given these names. */
export const TIMEOUT_KIND = 'Timeout';
export const OUT_OF_MEMORY_KIND = 'OutOfMemory';
/** The process ended in the middle of an invocation. */
export const EXIT_KIND = 'Runtime.ExitError';

const UNKNOWN_KIND = 'Error';
const MAX_LENGTH = 64;
const PLATFORM_KIND = /^(?:Runtime|Function|Extension|Sandbox)\.[A-Za-z]+$/;

/** Runtimes' own names for having run out of memory. */
const OUT_OF_MEMORY_NAMES: ReadonlySet<string> = new Set([
  'Runtime.OutOfMemory',
  'OutOfMemoryError',
  'OutOfMemoryException',
  'MemoryError',
  'NoMemoryError',
]);

/** `Runtime.ExitError`, `Extension.Crash`, …: names that the platform gives, not the function. */
export const isPlatformErrorKind = (kind: string): boolean => PLATFORM_KIND.test(kind);

/**
 * A short, stable name for an error type as it was printed: packages, generics and ids are dropped, so that
 * `java.lang.OutOfMemoryError`, `*errors.errorString` and `Function<KeyError>` become `OutOfMemory`, `errorString` and
 * `KeyError`. At most 64 characters.
 */
export const errorKindOf = (raw: string): string => {
  const text = raw.slice(0, 4 * MAX_LENGTH).trim();
  if (isPlatformErrorKind(text)) return OUT_OF_MEMORY_NAMES.has(text) ? OUT_OF_MEMORY_KIND : text.slice(0, MAX_LENGTH);
  const inner = /^Function<([^<>]*)>?$/.exec(text)?.[1] ?? text;
  const last = inner.slice(Math.max(inner.lastIndexOf('.'), inner.lastIndexOf('/'), inner.lastIndexOf(':')) + 1);
  const name = last
    .replace(/[^A-Za-z0-9_$]/g, '')
    .replace(/\d{2,}/g, '')
    .slice(0, MAX_LENGTH);
  if (OUT_OF_MEMORY_NAMES.has(name)) return OUT_OF_MEMORY_KIND;
  if (name === TIMEOUT_KIND) return 'TimeoutError';
  return name === '' ? UNKNOWN_KIND : name;
};

const strength = (kind: string): number => {
  if (kind === TIMEOUT_KIND) return 3;
  if (kind === OUT_OF_MEMORY_KIND) return 2;
  return isPlatformErrorKind(kind) ? 0 : 1;
};

/** Of two names for one failure the one that explains more: a time-out, then memory, then the thrown type. */
export const strongerErrorKind = (a: string, b: string): string => {
  const difference = strength(a) - strength(b);
  if (difference !== 0) return difference > 0 ? a : b;
  return a <= b ? a : b;
};
