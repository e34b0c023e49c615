import { createHash } from 'node:crypto';
import type pg from 'pg';

/**
 * The chain of the audit log: each line of a jurisdiction gets a number and the hash of itself and of the link before, so that none can be changed,
 * taken out or put in between without the rest telling. It is made behind the business transactions, by the one sequencer: chaining within them
 * would make them queue.
 */

/** A line as it is hashed: all of it, and nothing that could change. */
interface Line {
  readonly id: string;
  readonly jurisdictionId: string;
  /** ISO, in milliseconds. */
  readonly at: string;
  readonly actorId: string | null;
  readonly client: string | null;
  readonly action: string;
  readonly subjectNoun: string | null;
  readonly subjectId: string | null;
  readonly purpose: string | null;
  readonly fields: readonly string[];
}

const LINE = `a.id, a.jurisdiction_id as "jurisdictionId", to_char(a.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, a.actor_id as "actorId",
  a.client, a.action, a.subject_noun as "subjectNoun", a.subject_id as "subjectId", a.purpose, a.fields`;

/** The line that a row names. Limited, so that it is looked up: joined, all lines that there are would be read for those of a batch. */
const lineOf = (row: string) =>
  `(select ${LINE} from audit a where a.id = ${row}.audit_id and a.jurisdiction_id = ${row}.jurisdiction_id limit 1)`;

/** Before the first link. */
const BEGINNING = Buffer.alloc(32);

/** Changing this breaks every chain there is. */
function hashOf(previous: Buffer, seq: number, line: Line): Buffer {
  const { id, jurisdictionId, at, actorId, client, action, subjectNoun, subjectId, purpose, fields } = line;
  const canonical = ['mulin-audit-1', seq, id, jurisdictionId, at, actorId, client, action, subjectNoun, subjectId, purpose, fields];
  return createHash('sha256').update(previous).update(JSON.stringify(canonical), 'utf8').digest();
}

const BATCH = 2_000;
/** Whoever holds the audit log for longer, to work on it, is not waited for: the next time is soon. */
const LOCK_MS = 200;

/**
 * Chains what was committed since the last time, at most {@link BATCH} lines. Only for the connection that holds the sequencer's lock: two at once
 * would number from the same end. Where the transaction cannot be ended, it rejects with what says so: no other work may get into it.
 */
export async function chainAudit(client: pg.ClientBase): Promise<void> {
  await client.query(`begin; set local lock_timeout = ${LOCK_MS}`);
  try {
    const { rows: lines } = await client.query<Line>(
      `with taken as (
         delete from audit_pending where id = any(array(select id from audit_pending order by id limit ${BATCH})) returning id as n, audit_id, jurisdiction_id
       ) select line.* from taken cross join lateral ${lineOf('taken')} line order by n`,
    );
    const ends = await endsOf(client, [...new Set(lines.map(({ jurisdictionId }) => jurisdictionId))]);
    const links = lines.map((line) => {
      const end = ends.get(line.jurisdictionId) ?? { seq: 0, hash: BEGINNING };
      const link = { seq: end.seq + 1, hash: hashOf(end.hash, end.seq + 1, line) };
      ends.set(line.jurisdictionId, link);
      return link;
    });
    await client.query(
      'insert into audit_link (jurisdiction_id, seq, audit_id, hash) select * from unnest($1::uuid[], $2::bigint[], $3::uuid[], $4::bytea[])',
      [
        lines.map(({ jurisdictionId }) => jurisdictionId),
        links.map(({ seq }) => seq),
        lines.map(({ id }) => id),
        links.map(({ hash }) => hash),
      ],
    );
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}

interface End {
  readonly seq: number;
  readonly hash: Buffer;
}

async function endsOf(client: pg.ClientBase, jurisdictionIds: readonly string[]): Promise<Map<string, End>> {
  const { rows } = await client.query<End & { jurisdictionId: string }>(
    `select j as "jurisdictionId", seq::float8 as seq, hash from unnest($1::uuid[]) j
     cross join lateral (select seq, hash from audit_link where jurisdiction_id = j order by seq desc limit 1) l`,
    [jurisdictionIds],
  );
  return new Map(rows.map(({ jurisdictionId, ...end }) => [jurisdictionId, end]));
}

/** Where a chain does not hold. */
export interface Break {
  readonly seq: number;
  /** CHANGED: line or link is not what was chained. MISSING: the line is gone. GAP: the link is gone, and with it which line it was. */
  readonly reason: 'CHANGED' | 'MISSING' | 'GAP';
  /** The bare UUID of the line; null for a gap. */
  readonly auditId: string | null;
}

export interface Verdict {
  /** How many links were looked at. */
  readonly entries: number;
  /** The first {@link MOST_BREAKS}; none for a chain that holds. */
  readonly breaks: readonly Break[];
  /** The last link, in hex: noted elsewhere, it tells later whether the end was cut off. Null for an empty chain. */
  readonly head: { readonly seq: number; readonly hash: string } | null;
  /** Lines without a link: those of the last moments. Some that stay were not written by the product. */
  readonly unchained: number;
}

export const MOST_BREAKS = 20;
/** Links that are read and hashed at once: some milliseconds, in which the process does nothing else. */
const PAGE = 1_000;

/**
 * Reckons a jurisdiction's chain anew, from its beginning; in pages, so that it may be long. After a break it goes on from what stands there. `passed`
 * is told how many links were looked at so far.
 */
export async function verifyAudit(
  database: pg.Pool | pg.ClientBase,
  jurisdictionId: string,
  passed: (entries: number) => Promise<unknown> = async () => {},
): Promise<Verdict> {
  const breaks: Break[] = [];
  let [end, entries]: [End, number] = [{ seq: 0, hash: BEGINNING }, 0];
  for (;;) {
    const { rows: links } = await database.query<End & { auditId: string; line: Line | null }>(
      `select l.seq::float8 as seq, l.hash, l.audit_id as "auditId", case when a.id is not null then to_jsonb(a) end as line
       from (select * from audit_link where jurisdiction_id = $1 and seq > $2 order by seq limit ${PAGE}) l
       left join lateral ${lineOf('l')} a on true order by l.seq`,
      [jurisdictionId, end.seq],
    );
    for (const { seq, hash, auditId, line } of links) {
      if (seq !== end.seq + 1) breaks.push({ seq: end.seq + 1, reason: 'GAP', auditId: null });
      else if (line === null) breaks.push({ seq, reason: 'MISSING', auditId });
      else if (!hashOf(end.hash, seq, line).equals(hash)) breaks.push({ seq, reason: 'CHANGED', auditId });
      end = { seq, hash };
      entries++;
    }
    if (links.length < PAGE || breaks.length >= MOST_BREAKS) break;
    await passed(entries);
  }
  const { rows: tail } = await database.query<{ unchained: number }>(
    'select count(*)::int as unchained from audit a where a.jurisdiction_id = $1 and not exists (select from audit_link l where l.audit_id = a.id)',
    [jurisdictionId],
  );
  const head = entries > 0 ? { seq: end.seq, hash: end.hash.toString('hex') } : null;
  return { entries, breaks: breaks.slice(0, MOST_BREAKS), head, unchained: tail[0]!.unchained };
}
