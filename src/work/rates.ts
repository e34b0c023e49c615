import { hash } from 'node:crypto';
import type { Viewer } from '../auth/viewer.js';
import type { Label } from '../kernel/bilingual.js';
import type { Fault } from '../kernel/errors.js';
import { type Limit, rateLimited } from '../kernel/limit.js';

/** Limits of commands by their name, and what they are called in a message. */
export type CommandLimits = Readonly<Record<string, Limit & { readonly what: Label }>>;

type Sql = <T>(text: string, parameters?: readonly unknown[]) => Promise<T[]>;

/**
 * Counts where the caller's allowance has room. The row is locked until the transaction ends, so that the count of one caller is exact in all processes;
 * callers do not wait for each other.
 */
const COUNT = `with counted as (
  insert into rate (kind, who, whole_at) values (?, ?, statement_timestamp() + ?::float8 * interval '1 second')
  on conflict (kind, who) do update set whole_at = greatest(rate.whole_at, statement_timestamp()) + (excluded.whole_at - statement_timestamp())
    where greatest(rate.whole_at, statement_timestamp()) + (excluded.whole_at - statement_timestamp()) <= statement_timestamp() + ?::float8 * interval '1 second'
  returning 1
) select case when not exists (select from counted) then refuse_rate() end`;

/**
 * Into so many portions an allowance is divided, unless it is smaller. A process counts a whole portion at once: commands of a caller who may do very many
 * would wait for each other's commits otherwise.
 */
const PORTIONS = 1_000;
const portionOf = ({ count }: Limit): number => Math.max(1, Math.floor(count / PORTIONS));

/** Seconds until there is room for a portion. */
const WAIT = `select extract(epoch from whole_at - statement_timestamp())::float8 + ?::float8 - ?::float8 as wait from rate where kind = ? and who = ?`;

/** How often callers may run a command: counted in the database, with the command. */
export class CommandRates {
  /** Who has to wait, until when by the clock of performance.now(): they are refused without asking the database. */
  readonly #waiting = new Map<string, number>();
  /** What is counted of an allowance, and not used yet. */
  readonly #left = new Map<string, number>();

  constructor(private readonly limits: CommandLimits) {}

  /** Throws RATE_LIMITED for a caller who is known to have to wait. */
  check(command: string, caller: string): void {
    const limit = this.limits[command];
    if (!limit || this.#waiting.size === 0) return;
    const key = `${command} ${caller}`;
    if ((this.#left.get(key) ?? 0) > 0) return;
    const until = this.#waiting.get(key) ?? 0;
    const now = performance.now();
    if (until > now) throw rateLimited(limit.what, (until - now) / 1_000);
    this.#waiting.delete(key);
  }

  /**
   * Counts a command with the last statements before its commit: the caller's row is locked until then. Null where nothing is limited. `sent` is null where
   * the command is counted already; it rejects where there is no room, and so ends the transaction; {@link refusal} then says for how long. `keep` is called
   * when it is committed.
   */
  count(command: string, caller: string, sql: Sql): { readonly sent: Promise<unknown> | null; readonly keep: () => void } | null {
    const limit = this.limits[command];
    if (!limit) return null;
    const key = `${command} ${caller}`;
    // What commits at once with others may leave less than nothing: the next portion makes up for it.
    const use = (counted: number) => remember(this.#left, key, (this.#left.get(key) ?? 0) + counted - 1);
    if ((this.#left.get(key) ?? 0) > 0) return { sent: null, keep: () => use(0) };
    const portion = portionOf(limit);
    const { count, seconds } = limit;
    return {
      sent: sql(COUNT, [command, whoOf(caller), (portion * seconds) / count, seconds]),
      keep: () => portion > 1 && use(portion),
    };
  }

  /** RATE_LIMITED where an error is a refusal to count; asked after the transaction has ended. */
  async refusal(error: unknown, command: string, caller: string, sql: Sql): Promise<Fault | null> {
    const limit = this.limits[command];
    if (!limit || (error as { code?: unknown } | null)?.code !== REFUSED) return null;
    const { count, seconds, what } = limit;
    const needed = (portionOf(limit) * seconds) / count;
    const [row] = await sql<{ wait: number }>(WAIT, [needed, seconds, command, whoOf(caller)]);
    const wait = row?.wait ?? needed;
    remember(this.#waiting, `${command} ${caller}`, performance.now() + wait * 1_000);
    return rateLimited(what, wait);
  }
}

/** SQLSTATE of the function `refuse_rate` (migrations). */
const REFUSED = 'MU002';

const whoOf = (caller: string): string => hash('sha256', caller, 'base64');

const MOST_CALLERS = 10_000;

/** Those of very many are forgotten that came first. */
function remember(numbers: Map<string, number>, key: string, value: number): void {
  numbers.set(key, value);
  if (numbers.size > MOST_CALLERS) numbers.delete(numbers.keys().next().value!);
}

/** Whom commands are counted for: a person, a client of a jurisdiction, a router, without a token an address. */
export const callerOf = ({ person, client, jurisdiction }: Viewer, address: string): string =>
  person ?? (client === null ? `address ${address}` : `${jurisdiction?.id ?? 'router'} ${client}`);
