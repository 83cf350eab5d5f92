import type { Random } from '../fleet/random.ts';

/** How a function writes its log. */
export type LogStyle = 'node' | 'python' | 'java' | 'json';

export interface LogFunction {
  readonly name: string;
  readonly style: LogStyle;
  /** Whether its own lines are JSON behind the runtime's prefix. */
  readonly logsJson: boolean;
  readonly isTraced: boolean;
  readonly version: string;
  readonly hosts: readonly string[];
  readonly durationMs: number;
  readonly memoryMb: number;
}

const SUBJECTS = ['order', 'invoice', 'image', 'session', 'catalog', 'payment', 'report', 'email', 'stock', 'search'];
const VERBS = ['import', 'resize', 'notify', 'validate', 'export', 'index', 'charge', 'archive', 'sync', 'route'];
const HOSTS = [
  'api.payments.example',
  'hooks.chat.example.com',
  'dynamodb.eu-west-1.amazonaws.com',
  's3.eu-west-1.amazonaws.com',
  'search-logs.eu-west-1.es.amazonaws.com',
  'auth.example.org',
  'internal.shop.example:8443',
];
const FUNCTIONS = 1_000;

const styleAt = (share: number): LogStyle => {
  if (share < 0.42) return 'node';
  if (share < 0.62) return 'python';
  return share < 0.72 ? 'java' : 'json';
};

export const logFunctions = (random: Random): LogFunction[] =>
  Array.from({ length: FUNCTIONS }, (_, index) => ({
    name: `${SUBJECTS[index % 10]}-${VERBS[Math.floor(index / 10) % 10]}-${index}`,
    style: styleAt(random.next()),
    logsJson: random.chance(0.45),
    isTraced: random.chance(0.3),
    version: random.chance(0.7) ? '$LATEST' : String(random.integer(1, 140)),
    hosts: Array.from({ length: random.integer(1, 3) }, () => HOSTS[random.integer(0, HOSTS.length - 1)] ?? ''),
    durationMs: random.logBetween(2, 2_000),
    memoryMb: 128 * 2 ** random.integer(0, 4),
  }));
