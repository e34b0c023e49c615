import type { MetadataStorage } from '@mikro-orm/core';
import type pg from 'pg';
import type { Keyring } from '../auth/cipher.js';
import type { Viewer } from '../auth/viewer.js';
import type { SafeClient } from '../db/client.js';
import { numbered, Transaction } from '../db/transaction.js';
import type { NewEvent } from '../events/event.js';
import type { Clock } from '../kernel/clock.js';
import { Fault, isTimeout, isUnstorable, unstorable } from '../kernel/errors.js';
import { jurisdictionNumberOf, type NounName, newId } from '../kernel/ids.js';
import type { PlaceTree } from '../kernel/place.js';
import { fail, ok, problem, Refused, type Result } from '../kernel/result.js';
import type { DocumentCheck } from './document.js';
import { claim, KEY_TAKEN, kept, keyOf, outcomeOf, type RequestKey } from './idempotency.js';
import type { Keep, Mover } from './keeps.js';
import { FactNotRead } from './policy-facts.js';
import type { CommandRates } from './rates.js';
import { LOST_RACE, UnitOfWork } from './unit-of-work.js';
import type { WebhookChecks } from './webhooks.js';

/** What a command works with: a unit of work of its own, who asks, and what the time is. */
export interface Work {
  readonly em: UnitOfWork;
  readonly viewer: Viewer;
  readonly now: Clock;
  /** When the request came in: what changed since then changed while it was under way. */
  readonly startedAt: Date;
  readonly tree: PlaceTree;
  /** Seals and opens what the database must not hold in clear: see auth/cipher. */
  readonly keyring: Keyring;
  /** Leaves an event in the same transaction; it goes out if and when that commits. A function is asked after the last flush, when versions are known. */
  readonly emit: (event: NewEvent | (() => NewEvent)) => void;
  /** What the audit line says beside who, what and which row. No personal data. */
  readonly audited: (said: Said) => void;
  /** The condition that the viewer sees a row of a noun, which has the alias; parameters are `?`. */
  readonly seen: (noun: NounName, alias: string) => { readonly text: string; readonly parameters: unknown[] };
  /** What hangs on what, in all modules, and what moves along: see keeps. */
  readonly keeps: readonly Keep[];
  readonly movers: readonly Mover[];
  /** SQL inside the transaction, for what entities are too big for. Parameters are `?`. */
  readonly sql: <T>(text: string, parameters?: readonly unknown[]) => Promise<T[]>;
  /** The next serial number of a jurisdiction and day; allocated outside the transaction, so that gaps are possible and locks are not. */
  readonly nextSerial: (jurisdictionId: string, day: string) => Promise<number>;
  /** Begins a verification of the audit log whose row is committed. */
  readonly beginVerification: (id: string) => void;
  /** Checks and prices a document against the schema. */
  readonly checkDocument: DocumentCheck;
  readonly webhooks: WebhookChecks;
  /** Is done when the transaction has committed, and never where it has not. */
  readonly afterCommit: (act: () => void) => void;
}

export interface Said {
  /** Why, in the words of who asks. */
  readonly purpose?: string;
  /** What of the row. */
  readonly fields?: readonly string[];
}

/** What a command leaves: the entity's bare UUID. The graph reads it anew, with the viewer's rights of then. */
export interface Done {
  readonly id: string;
  /** What it is, where the unit of work does not hold it. */
  readonly noun?: NounName;
  /** Told to the caller alone: the tracking code of who reports without an account. A replay tells it to a client, but not to a stranger. */
  readonly secret?: string;
  /** Told to the caller of this very run: never stored, so that a replay has none. */
  readonly told?: Readonly<Record<string, unknown>>;
  /** What was read of it behind the commit of this very run: see {@link ReadBehind}. */
  readonly read?: Promise<string>;
}

/** Reads what a command has left, in the packet of its commit: nobody waits for another answer then. */
export type ReadBehind = (done: Done, transaction: Transaction) => Promise<string>;

/** Throws a Refused for what its caller can mend, and a Fault for the rest. */
export type Command<Input> = (work: Work, input: Input) => Promise<Done>;

/** What `run` needs of the world around it. */
export interface CommandContext
  extends Pick<
    Work,
    | 'viewer'
    | 'now'
    | 'startedAt'
    | 'tree'
    | 'keyring'
    | 'nextSerial'
    | 'seen'
    | 'keeps'
    | 'movers'
    | 'beginVerification'
    | 'checkDocument'
    | 'webhooks'
  > {
  /** Where a command's transaction gets its connection from. */
  readonly pool: pg.Pool;
  readonly metadata: MetadataStorage;
  /** Null: nothing is limited. */
  readonly rates: CommandRates | null;
  /** Whom they are counted for. */
  readonly caller: string;
  /** After a commit that left events. */
  readonly committed: (events: readonly NewEvent[]) => void;
}

export interface Idempotent {
  readonly idempotencyKey?: string | null;
}

const MOST_TRIES = 3;

/**
 * Runs a command in one transaction, under the name of its verb: entity changes, outbox rows and the idempotency key stand or fall together.
 *
 * Deadlocks, serialisation failures and rows that somebody else made at the same instant are tried again as a whole: the command then finds what is there,
 * and says of it what it always says. A lost race for a version is a CONFLICT.
 */
export async function run<Input extends Idempotent>(
  commandContext: CommandContext,
  name: string,
  command: Command<Input>,
  input: Input,
  readBehind?: ReadBehind,
): Promise<Result<Done>> {
  commandContext.rates?.check(name, commandContext.caller);
  const key = keyOf(commandContext, name, input);
  if (!key.ok) return key;
  for (let tries = 1; ; tries++) {
    try {
      return ok(await attempt(commandContext, name, command, input, key.value, readBehind));
    } catch (error) {
      if (error instanceof FactNotRead) {
        // Nothing failed.
        tries--;
        continue;
      }
      if (error instanceof Refused) return { ok: false, problems: error.problems };
      // Outside of the transaction, which has ended by now.
      const afterwards = async <T>(text: string, parameters: readonly unknown[] = []) =>
        (await commandContext.pool.query(numbered(text), [...parameters])).rows as T[];
      if (key.value && (error as { code?: string }).code === KEY_TAKEN) return await outcomeOf(key.value, afterwards);
      const tooMany = await commandContext.rates?.refusal(error, name, commandContext.caller, afterwards);
      if (tooMany) throw tooMany;
      const code = (error as { code?: string }).code;
      if (code === LOST_RACE) return { ok: false, problems: [CONFLICT] };
      if ((code === '40001' || code === '40P01' || code === '23505') && tries < MOST_TRIES) continue;
      if (code === '23505')
        return fail(
          'CONFLICT',
          'Somebody else has just made the same. Read it again and decide anew. 其他人刚刚创建了相同内容，请重新读取后再决定。',
        );
      if (isTimeout(error))
        throw new Fault('TIMEOUT', 'It took too long, and nothing was changed. Try again in a while. 操作超时，未作任何更改，请稍后重试。');
      throw isUnstorable(error) ? unstorable() : error;
    }
  }
}

/** Somebody was faster. */
export const CONFLICT = problem(
  'CONFLICT',
  'Somebody else has changed it meanwhile. Read it again and decide anew. 其他人已作更改，请重新读取后再决定。',
  'id',
);

/**
 * What a command leaves beside its own rows, in one statement: its events, in their order; who did what to which row, and why, never altered and chained
 * afterwards (events/audit-chain); the outcome of its idempotency key.
 */
const LEAVE = `
  with events as (
    insert into outbox (topic, jurisdiction_id, payload, at)
    select topic, "jurisdictionId", payload, ? from rows from (json_to_recordset(?) as (topic text, "jurisdictionId" uuid, payload jsonb))
    with ordinality as event (topic, "jurisdictionId", payload, n) order by n
  ), line as (
    insert into audit (id, jurisdiction_id, at, actor_id, client, action, subject_noun, subject_id, purpose, fields)
    select ?::uuid, id, ?::timestamptz, ?::uuid, ?, ?, ?, ?::uuid, ?, ?::text[] from organization where number = ? returning id, jurisdiction_id
  ), pending as (
    insert into audit_pending (audit_id, jurisdiction_id) select id, jurisdiction_id from line
  )
  insert into idempotency (jurisdiction_id, actor, key, fingerprint, outcome)
  select * from json_to_recordset(?) as used (jurisdiction uuid, actor text, key text, fingerprint text, outcome jsonb)`;

async function attempt<Input extends Idempotent>(
  commandContext: CommandContext,
  name: string,
  command: Command<Input>,
  input: Input,
  key: RequestKey | null,
  readBehind: ReadBehind | undefined,
): Promise<Done> {
  const transaction = new Transaction((await commandContext.pool.connect()) as pg.PoolClient & SafeClient);
  const em = new UnitOfWork(transaction, commandContext.metadata, commandContext.now);
  const emitted: Parameters<Work['emit']>[0][] = [];
  const followUps: (() => void)[] = [];
  let said: Said = {};
  const sql = <T>(text: string, parameters: readonly unknown[] = []): Promise<T[]> => transaction.query(numbered(text), parameters);
  let read: Promise<string> | undefined;
  try {
    const claimed = key && claim(key, sql);
    claimed?.catch(() => {});
    const work: Work = {
      ...commandContext,
      em,
      sql,
      emit: (event) => void emitted.push(event),
      afterCommit: (act) => void followUps.push(act),
      audited: (words) => {
        said = words;
      },
    };
    // What its key was used for comes before what the command itself finds wrong.
    const done = await command(work, input).catch(async (error) => {
      await claimed;
      throw error;
    });
    const written = em.flush();
    written.catch(() => {});
    // After the versions of rows are known, and behind what was written: the locks that this waits for order the events.
    const events = emitted.map((event) => (typeof event === 'function' ? event() : event));
    // A batch may end between them: whoever is told of the others is to be told by the rights and places that are new.
    events.sort((a, b) => Number(b.topic === 'directory') - Number(a.topic === 'directory'));
    const { viewer, now } = commandContext;
    const counted = commandContext.rates?.count(name, commandContext.caller, sql);
    const { id, noun } = done;
    const number = jurisdictionNumberOf(id);
    const left = sql(LEAVE, [
      ...[now(), JSON.stringify(events)],
      ...[newId(number), now(), viewer.person, viewer.client, name, noun ?? em.entityOf(id), id],
      ...[said.purpose ?? null, said.fields ?? [], number],
      JSON.stringify(key ? [{ ...key[0], outcome: kept(viewer, done) }] : []),
    ]);
    const committed = transaction.commit(written, left, ...(counted?.sent ? [counted.sent] : []));
    read = readBehind?.(done, transaction);
    read?.catch(() => {});
    await committed;
    counted?.keep();
    if (events.length > 0) commandContext.committed(events);
    for (const act of followUps) act();
    return read ? { ...done, read } : done;
  } finally {
    await read?.catch(() => {});
    await transaction.end();
  }
}
