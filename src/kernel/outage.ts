/**
 * What an error says about the database: that it cannot serve for the moment, which is nobody's mistake, or something else. The one place that tells
 * them apart.
 */
export interface Outage {
  /**
   * AWAY: it cannot be reached, or it ended the connection. CONNECTIONS: it takes no more of them. FULL: its disk is full. READ_ONLY: it takes no writes,
   * as a standby does. BUSY: this statement waited too long, for a lock, for a connection or for its result; others may be served.
   */
  readonly kind: 'AWAY' | 'CONNECTIONS' | 'FULL' | 'READ_ONLY' | 'BUSY';
  /** In words for the log, without values of rows or statements. */
  readonly reason: string;
}

/** By SQLSTATE, PostgreSQL's appendix A: the first that fits. */
const STATES: readonly (readonly [RegExp, Outage['kind'], string])[] = [
  [/^08/, 'AWAY', 'the connection broke or was refused'],
  [/^57014$/, 'BUSY', 'a statement took too long'],
  [/^57/, 'AWAY', 'the database ended the connection, is starting or is stopping'],
  [/^(28...|3D000)$/, 'AWAY', 'the database refuses to let this user in'],
  [/^53300$/, 'CONNECTIONS', 'the database has no connection left'],
  [/^(53100|58030)$/, 'FULL', 'the disk of the database is full or fails'],
  [/^53/, 'BUSY', 'the database lacks memory or another resource'],
  [/^58/, 'AWAY', 'the database cannot use its files'],
  [/^25006$/, 'READ_ONLY', 'the database takes no writes'],
  [/^55P03$/, 'BUSY', 'a lock was held for too long'],
];
/** Of Node, where no answer of PostgreSQL came. */
const NETWORK = /^E(CONN\w+|TIMEDOUT|PIPE|HOST\w+|NET\w+|NOTFOUND|AI_AGAIN|NOENT)$/;
/** Of the driver, which gives these no code. */
const BROKEN =
  /Connection terminated|connection error and is not queryable|was closed and is not queryable|timeout expired|Query read timeout|has fallen silent|connection has ended|after calling end on the pool/;
const NO_CONNECTION_FREE = /timeout exceeded when trying to connect/;

/** Null: the error says nothing of the kind, and is a bug or a mistake of the caller. */
export function outageOf(error: unknown): Outage | null {
  const { code, message, syscall } = Object(error) as { code?: unknown; message?: unknown; syscall?: unknown };
  const state = String(code);
  if (isSqlState(state)) {
    const known = STATES.find(([pattern]) => pattern.test(state));
    if (known) return { kind: known[1], reason: `${known[2]} (${state})` };
    // allow_connections = false
    return state === '55000' && /not currently accepting connections/.test(String(message))
      ? { kind: 'AWAY', reason: `the database accepts no connections (${state})` }
      : null;
  }
  // A file that cannot be read is no matter of the database.
  if (NETWORK.test(state) && syscall !== 'open') return { kind: 'AWAY', reason: `it cannot be reached (${state})` };
  if (NO_CONNECTION_FREE.test(String(message))) return { kind: 'BUSY', reason: 'no connection became free in time' };
  return BROKEN.test(String(message)) ? { kind: 'AWAY', reason: 'the connection broke or fell silent' } : null;
}

const isSqlState = (code: string): boolean => /^(?=.*\d)[0-9A-Z]{5}$/.test(code);

/** An error of the database in words that repeat no value: its SQLSTATE and where it happened. Null for any other error. */
export function sqlWordsOf(error: unknown): string | null {
  const fault = Object(error) as Readonly<Record<string, unknown>>;
  if (!isSqlState(String(fault.code))) return null;
  const where = (['table', 'column', 'constraint'] as const).flatMap((part) =>
    typeof fault[part] === 'string' ? [`${part} ${fault[part]}`] : [],
  );
  return [`SQLSTATE ${fault.code}`, ...where].join(', ');
}
