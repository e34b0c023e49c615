import { SafeClient } from './client.js';
import { timeouts } from './timeouts.js';

/** Why the database of DATABASE_URL cannot be used, and what to do, in one sentence without its password. */
export class DatabaseUnfit extends Error {
  override name = 'DatabaseUnfit';
}

const OLDEST_MAJOR = 16;
const CONNECT_MS = 10_000;
/** Any value that no database has by itself: it tells whether settings of a connection arrive. */
const STATEMENT_MS = 29_999;

interface Facts {
  readonly version: string;
  readonly major: number;
  readonly pid: number;
  readonly timeout: string;
  readonly encoding: string;
  readonly isReadOnly: boolean;
  readonly mayCreate: boolean;
  readonly user: string;
}

const FACTS = `
  select current_setting('server_version') as version, current_setting('server_version_num')::int / 10000 as major, pg_backend_pid() as pid,
    current_setting('statement_timeout') as timeout, pg_encoding_to_char(encoding) as encoding, current_setting('transaction_read_only') = 'on' as "isReadOnly",
    has_schema_privilege('public', 'create') and has_database_privilege(current_database(), 'temporary') as "mayCreate", current_user::text as user
  from pg_database where datname = current_database()`;

const POOLER =
  'leads through a pooler (such as PgBouncer) that shares sessions between clients or drops their settings. Name PostgreSQL itself: Mulin keeps few connections and uses them again.';

/** Throws {@link DatabaseUnfit} unless the database that the URL names can be reached and has what Mulin needs. */
export async function checkDatabase(url: string): Promise<void> {
  const { host, pathname } = new URL(url);
  const name = `The database that DATABASE_URL names, ${host}${pathname},`;
  const clients: SafeClient[] = [];
  const look = async (): Promise<Facts> => {
    const settings = { ...timeouts(STATEMENT_MS), connectionTimeoutMillis: CONNECT_MS, options: '-c jit=off' };
    const client = new SafeClient({ connectionString: url, ...settings });
    clients.push(client);
    await client.connect();
    return (await client.query<Facts>(FACTS)).rows[0]!;
  };
  try {
    const facts = await look();
    if (facts.major < OLDEST_MAJOR)
      throw new DatabaseUnfit(
        `${name} is PostgreSQL ${facts.version}. Mulin needs PostgreSQL ${OLDEST_MAJOR} or newer: upgrade it, or name another.`,
      );
    // Two that are open at once have the same session only behind a pooler.
    if (facts.timeout !== `${STATEMENT_MS}ms` || (await look()).pid === facts.pid) throw new DatabaseUnfit(`${name} ${POOLER}`);
    if (facts.encoding !== 'UTF8')
      throw new DatabaseUnfit(
        `${name} has the encoding ${facts.encoding}. Create one with ENCODING 'UTF8' TEMPLATE template0 and name that.`,
      );
    if (facts.isReadOnly)
      throw new DatabaseUnfit(`${name} takes no writes. Name the primary server, or reset default_transaction_read_only.`);
    if (!facts.mayCreate)
      throw new DatabaseUnfit(
        `${name} does not let ${facts.user} create tables. Make ${facts.user} the owner of the database and of its schema public.`,
      );
  } catch (error) {
    if (error instanceof DatabaseUnfit) throw error;
    const { message, code } = error as { message?: string; code?: string };
    if (/unsupported startup parameter/i.test(message ?? '')) throw new DatabaseUnfit(`${name} ${POOLER}`);
    throw new DatabaseUnfit(`${name} cannot be reached: ${message || String(code)}.`);
  } finally {
    await Promise.all(clients.map((client) => client.end().catch(() => {})));
  }
}
