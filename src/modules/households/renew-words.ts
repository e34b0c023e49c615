import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { addressWords, nameWords } from '../../kernel/search.js';

/** Migration20261128231000_search_words and later ones raise it for tables with rows, when kernel/search has begun to write other words for the same text. */
const VERSION = 4;
/** Some 15 ms of processor time, and as much for others before the next: a million rows take some ten minutes. */
const BATCH = 100;
const PAUSE_MS = 20;

interface Row {
  readonly id: string;
  readonly words: string;
  readonly texts: readonly string[];
}

const sources: Readonly<
  Record<'resident' | 'dwelling', { readonly select: string; readonly wordsOf: (texts: readonly string[]) => string }>
> = {
  resident: {
    select: 'select row.id, row.words, array[person.name] as texts from resident row join person on person.id = row.person_id',
    wordsOf: ([name]) => nameWords(name!),
  },
  dwelling: {
    select: `select row.id, row.words, array[estate.name, concat(building.number, stairwell.number, row.room)] as texts
      from dwelling row join building on building.id = row.building_id join estate on estate.id = building.estate_id
      left join stairwell on stairwell.id = row.stairwell_id`,
    wordsOf: ([estate, rest]) => addressWords(estate!, rest!),
  },
};

/**
 * Writes the words anew that rows are found by, where this version of kernel/search has others for them. Until then they are found as before. How far it has
 * come is in the table search_words: it goes on there after a restart, and several processes at it do no harm. Each row is a transaction of its
 * own, which waits for no second row, and leaves one alone that was changed meanwhile.
 */
export async function renewWords(client: pg.ClientBase, signal: AbortSignal): Promise<void> {
  for (const table of ['resident', 'dwelling'] as const) while (!signal.aborted && (await renewSome(client, table)));
}

/** Whether there is more to do. */
async function renewSome(client: pg.ClientBase, table: keyof typeof sources): Promise<boolean> {
  const { select, wordsOf } = sources[table];
  const { rows: states } = await client.query<{ after: string | null }>('select after from search_words where name = $1 and version < $2', [
    table,
    VERSION,
  ]);
  if (states.length === 0) return false;
  const { rows } = await client.query<Row>(
    `${select} where row.id > coalesce($1::uuid, '00000000-0000-0000-0000-000000000000') order by row.id limit ${BATCH}`,
    [states[0]!.after],
  );
  for (const { id, words, texts } of rows) {
    const renewed = wordsOf(texts);
    if (renewed !== words) await client.query(`update ${table} set words = $3 where id = $1 and words = $2`, [id, words, renewed]);
  }
  const last = rows.at(-1);
  if (last) await client.query('update search_words set after = greatest(after, $2) where name = $1', [table, last.id]);
  else await client.query('update search_words set version = $2, after = null where name = $1', [table, VERSION]);
  await pause(PAUSE_MS);
  return last !== undefined;
}
