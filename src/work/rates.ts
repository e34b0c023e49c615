import { hash } from 'node:crypto';
import type { Viewer } from '../auth/viewer.js';
import type { Label } from '../kernel/bilingual.js';
import type { Fault } from '../kernel/errors.js';
import { type Limit, rateLimited } from '../kernel/limit.js';

/** Limits of commands by their name, and what they are called in a message. */
export type CommandLimits = Readonly<Record<string, Limit & { readonly what: Label }>>;

type Sql = <T>(text: string, parameters?: readonly unknown[]) => Promise<T[]>;

/**
 * Counts one where the caller's allowance has room for it. The row is locked until the transaction ends, so that the count of one caller is exact in all
 * processes; callers do not wait for each other.
 */
const COUNT = `with counted as (
  insert into rate (kind, who, whole_at) values (?, ?, statement_timestamp() + ?::float8 * interval '1 second')
  on conflict (kind, who) do update set whole_at = greatest(rate.whole_at, statement_timestamp()) + (excluded.whole_at - statement_timestamp())
    where greatest(rate.whole_at, statement_timestamp()) + (excluded.whole_at - statement_timestamp()) <= statement_timestamp() + ?::float8 * interval '1 second'
  returning 1
) select case when not exists (select from counted) then refuse_rate() end`;

/** Seconds until there is room for one more. */
const WAIT = `select extract(epoch from whole_at - statement_timestamp())::float8 + ?::float8 - ?::float8 as wait from rate where kind = ? and who = ?`;

/** How often callers may run a command: counted in the database, with the command. */
export class CommandRates {
  /** Who has to wait, until when by the clock of performance.now(): they are refused without asking the database. */
  readonly #waiting = new Map<string, number>();

  constructor(private readonly limits: CommandLimits) {}

  /** Throws RATE_LIMITED for a caller who is known to have to wait. */
  check(command: string, caller: string): void {
    const limit = this.limits[command];
    if (!limit || this.#waiting.size === 0) return;
    const until = this.#waiting.get(`${command} ${caller}`) ?? 0;
    const now = performance.now();
    if (until > now) throw rateLimited(limit.what, (until - now) / 1_000);
    this.#waiting.delete(`${command} ${caller}`);
  }

  /**
   * Counts a command with the last statements before its commit: the caller's row is locked until then. Rejects where there is no room, and so ends the
   * transaction; {@link refusal} then says for how long.
   */
  async count(command: string, caller: string, sql: Sql): Promise<void> {
    const limit = this.limits[command];
    if (!limit) return;
    const { count, seconds } = limit;
    await sql(COUNT, [command, whoOf(caller), seconds / count, seconds]);
  }

  /** RATE_LIMITED where an error is a refusal to count; asked after the transaction has ended. */
  async refusal(error: unknown, command: string, caller: string, sql: Sql): Promise<Fault | null> {
    const limit = this.limits[command];
    if (!limit || (error as { code?: unknown } | null)?.code !== REFUSED) return null;
    const { count, seconds, what } = limit;
    const each = seconds / count;
    const [row] = await sql<{ wait: number }>(WAIT, [each, seconds, command, whoOf(caller)]);
    const wait = row?.wait ?? each;
    this.#waiting.set(`${command} ${caller}`, performance.now() + wait * 1_000);
    if (this.#waiting.size > MOST_WAITING) this.#waiting.delete(this.#waiting.keys().next().value!);
    return rateLimited(what, wait);
  }
}

/** SQLSTATE of the function `refuse_rate` (migrations). */
const REFUSED = 'MU002';

const whoOf = (caller: string): string => hash('sha256', caller, 'base64');

const MOST_WAITING = 10_000;

/** Whom commands are counted for: a person, a client of a jurisdiction, a router, without a token an address. */
export const callerOf = ({ person, client, jurisdiction }: Viewer, address: string): string =>
  person ?? (client === null ? `address ${address}` : `${jurisdiction?.id ?? 'router'} ${client}`);
