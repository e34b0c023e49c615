import { createHash } from 'node:crypto';
import { badInput } from '../kernel/errors.js';
import { type NounName, nounLabel, nouns, parseId, placedNouns } from '../kernel/ids.js';
import type { Order, OrderKey } from './noun.js';
import { literal, raw, type Sql, sql } from './sql.js';

/** How the columns of the database look in the graph: this file alone knows the formats of ids, instants and page cursors. */

export const idText = (noun: NounName, id: Sql): Sql => sql`${literal(`${nouns[noun].prefix}_`)} || encode(uuid_send(${id}), 'hex')`;

export const instantText = (at: Sql): Sql => sql`to_char(${at} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** The bare UUID of an id of one of these nouns; BAD_USER_INPUT names the argument and what would be right. */
export function uuidOf(id: unknown, field: string, ...wanted: readonly NounName[]): string {
  const parsed = typeof id === 'string' ? parseId(id) : null;
  if (parsed && wanted.includes(parsed.noun)) return parsed.uuid;
  throw badInput('{field} takes an id of this kind: {wanted} ({noun}). {field} 应为{noun}的标识（{wanted}）。', {
    field,
    noun: nounLabel(...wanted),
    wanted: wanted.map((noun) => `${nouns[noun].prefix}_…`).join(' / '),
  });
}

/** The bare UUID of what `within` names: a node of the place tree. */
export const seatOf = (id: unknown, field: string): string => uuidOf(id, field, ...placedNouns);

/** Three bytes that tell a cursor's list and order, so that one of another list is refused instead of misread. */
const tagOf = (noun: NounName, order: Order): string =>
  createHash('sha256').update(`${noun} ${order.field} ${order.direction}`).digest('hex').slice(0, 6);

const send: Readonly<Record<OrderKey['type'], (key: Sql) => Sql>> = {
  timestamptz: (key) => sql`timestamptz_send(${key})`,
  int: (key) => sql`int4send(${key})`,
  text: (key) => sql`convert_to(${key}, 'UTF8')`,
};

/** tag + row id + order key in base64; PostgreSQL breaks base64 after 76 characters, which only a text key reaches. */
export function cursorText(noun: NounName, order: Order, type: OrderKey['type'], key: Sql, id: Sql): Sql {
  const bytes = sql`${raw(`'\\x${tagOf(noun, order)}'::bytea`)} || uuid_send(${id}) || ${send[type](key)}`;
  return type === 'text' ? sql`translate(encode(${bytes}, 'base64'), E'\\n', '')` : sql`encode(${bytes}, 'base64')`;
}

const EPOCH_2000 = Date.UTC(2000, 0, 1);

/** The order key (as PostgreSQL text) and the bare row id behind a page cursor. */
export function parseCursor(
  cursor: unknown,
  field: string,
  noun: NounName,
  order: Order,
  type: OrderKey['type'],
): { key: string; id: string } {
  const bytes = Buffer.from(String(cursor), 'base64');
  const sizes = { timestamptz: 27, int: 23, text: null };
  const fits = sizes[type] === null ? bytes.length >= 19 : bytes.length === sizes[type];
  const refuse = () =>
    badInput(
      '{field} takes a cursor of this list in this order; take it from an edge or from pageInfo. {field} 应为本列表当前排序下的游标，请从 edges 或 pageInfo 中取得。',
      { field },
    );
  if (!fits || bytes.toString('hex', 0, 3) !== tagOf(noun, order)) throw refuse();
  const hex = bytes.toString('hex', 3, 19);
  const id = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  const rest = bytes.subarray(19);
  if (type === 'int') return { key: String(rest.readInt32BE()), id };
  if (type === 'text') return { key: rest.toString('utf8'), id };
  const at = new Date(EPOCH_2000 + Number(rest.readBigInt64BE() / 1000n));
  // Outside of these years nothing was ever given out.
  if (!(at.getTime() > 0 && at.getUTCFullYear() < 10_000)) throw refuse();
  return { key: at.toISOString(), id };
}
