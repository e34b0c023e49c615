import { badInput } from '../kernel/errors.js';
import type { NounName } from '../kernel/ids.js';
import { isWithin, type Place, type PlaceTree } from '../kernel/place.js';
import { HYPHENS, isBlank, lengthOf, typed } from '../kernel/text.js';
import { type Code, keyOfCode } from './code.js';
import { fieldOf, type Input, isGiven } from './input.js';
import type { FactTest, FilterField, RowRef } from './noun.js';
import type { Run } from './run-input.js';
import { and, join, literal, type Sql, slot, sql } from './sql.js';
import { seatOf, uuidOf } from './value.js';

/** The questions a filter can ask. Each is one line in a module's reads, and holds in SQL and on a stream alike. */

/** The property is one of the listed values; with a noun, they are its ids. */
export const anyOf = <Fact extends string>(property: Fact, noun?: NounName): FilterField<Fact> => ({
  sql: (row, input) => {
    const idsOf = (of: NounName) => (run: Run) => (input.read(run) as string[]).map((id) => uuidOf(id, input.path, of));
    return sql`${row.col(property)} = any(${slot(`${row.type(property)}[]`, noun ? idsOf(noun) : input.read)})`;
  },
  test: {
    facts: [property],
    holds: (facts, wanted: readonly string[]) =>
      (noun ? wanted.map((id) => uuidOf(id, 'filter', noun)) : wanted).includes(facts[property] as string),
  },
});

/** The property is one of the listed whole numbers. */
export const anyNumberOf = <Fact extends string>(property: Fact): FilterField<Fact> => ({
  sql: (row, input) => sql`${row.col(property)} = any(${slot('int[]', input.read)})`,
  test: { facts: [property], holds: (facts, wanted: readonly number[]) => wanted.includes(facts[property] as number) },
});

/** The property, a list, has one of the listed values. */
export const hasAny = <Fact extends string>(property: Fact): FilterField<Fact> => ({
  sql: (row, input) => sql`${row.col(property)} && ${slot('text[]', input.read)}`,
  test: {
    facts: [property],
    holds: (facts, wanted: readonly string[]) => ((facts[property] ?? []) as readonly string[]).some((one) => wanted.includes(one)),
  },
});

/** The property is this id. */
export const is = <Fact extends string>(property: Fact, noun: NounName): FilterField<Fact> => ({
  sql: (row, input) => sql`${row.col(property)} = ${slot('uuid', (run) => uuidOf(input.read(run), input.path, noun))}`,
  test: { facts: [property], holds: (facts, wanted: string) => facts[property] === uuidOf(wanted, 'filter', noun) },
});

/** The property equals the boolean. */
export const isTrue = <Fact extends string>(property: Fact): FilterField<Fact> => ({
  sql: (row, input) => sql`${row.col(property)} = ${slot('boolean', input.read)}`,
  test: { facts: [property], holds: (facts, wanted: boolean) => facts[property] === wanted },
});

/** A condition holds, or with `false` does not. The plan knows which, so that partial indexes apply. */
export const holdsThat = <Fact extends string = never>(condition: (row: RowRef) => Sql, test?: FactTest<Fact>): FilterField<Fact> => ({
  sql: (row, input) => (input.value ? condition(row) : sql`(${condition(row)}) is not true`),
  test,
});

/** from ≤ property < to; either end may be open. */
export const range = <Fact extends string>(property: Fact): FilterField<Fact> => ({
  sql: (row, input) => {
    const [from, to] = [fieldOf(input, 'from'), fieldOf(input, 'to')];
    return and([
      ...(isGiven(from) ? [sql`${row.col(property)} >= ${slot('timestamptz', from.read)}`] : []),
      ...(isGiven(to) ? [sql`${row.col(property)} < ${slot('timestamptz', to.read)}`] : []),
    ]);
  },
  test: {
    facts: [property],
    holds: (facts, wanted: { from?: Date | null; to?: Date | null }) => {
      if (facts[property] == null) return !wanted.from && !wanted.to;
      const at = new Date(facts[property] as string).getTime();
      return (!wanted.from || at >= wanted.from.getTime()) && (!wanted.to || at < wanted.to.getTime());
    },
  },
});

/** The property is one of the listed codes. */
export const anyCode = (code: Code): FilterField<never> => ({
  sql: (row, input) =>
    sql`${code.sql(row)} = any(${slot('text[]', (run) => (input.read(run) as string[]).flatMap((given) => code.keysOf(whole(given, input.path))))})`,
});

/**
 * Each word of the text is contained in one of the properties, in any width and case; a code also without its hyphens. Never a property that may be
 * masked or withheld. A text without words asks for nothing in particular.
 */
export const contains = (names: readonly string[], code: string): FilterField<never> => ({
  sql: (row, input) => {
    const words = slot('text[]', (run) =>
      typed(textIn(input, run))
        .split(' ')
        .filter((word) => !isBlank(word))
        .map((word) => `%${word.replaceAll(/[\\%_]/g, '\\$&')}%`),
    );
    const texts = [...names.map((name) => halfWidth(row.col(name))), row.col(code), keyOfCode(row.col(code))];
    // Only a word with a hyphen can tell one hyphen from another: the others spare each row the comparison.
    const isHyphened = input.ask('hyphened', (value) => typeof value === 'string' && typed(value).includes('-'));
    // No word has a blank: none reaches from one text into another.
    const all = join(
      texts.map((text) => sql`lower(${isHyphened ? plainHyphens(text) : text})`),
      " || ' ' || ",
    );
    return sql`(${all}) like all(array(select lower(word) from unnest(${words}) word))`;
  },
});

/** With the hyphens of `typed`. */
const plainHyphens = (text: Sql): Sql => sql`translate(${text}, ${literal(HYPHENS)}, ${literal('-'.repeat(lengthOf(HYPHENS)))})`;

/** Asking whether a text is in normal form already takes a fraction of making it so. */
const halfWidth = (text: Sql): Sql =>
  sql`coalesce(case when ${text} is nfkc normalized then ${text} else normalize(${text}, nfkc) end, '')`;

/** A text that is looked for. BAD_USER_INPUT for one that nothing can be: no text has U+0000 or half a character in it. */
export const textIn = (input: Input, run: Run): string => whole(String(input.read(run)), input.path);

export const isWhole = (text: string): boolean => text.isWellFormed() && !text.includes('\u0000');

function whole(text: string, path: string): string {
  if (isWhole(text)) return text;
  throw badInput(
    '{field} has a character that no text can have: U+0000, or half of one (a lone surrogate). {field} 含有文本中不允许的字符：U+0000 或不完整的字符（孤立代理项）。',
    { field: path },
  );
}

/** `within` is not a column: the planner intersects it with the viewer's scopes (scoped-paging.ts) or, below or/not, tests the place. */
export const within = (): FilterField<'place'> => ({
  sql: (row, input) => sql`${row.col('place')} ^@ ${placeSlot(input)}`,
  test: {
    facts: ['place'],
    holds: ({ place }, wanted: string, { tree }) => {
      const seat = seatOf(wanted, 'filter.within');
      // A grid that ended: what lies in its successor, and what lay in itself before.
      return [tree.placeOf(seat), tree.formerPlaceOf(seat)].some((scope) => scope !== null && isWithin(place as Place, scope));
    },
  },
});

/** The place that `within` names; null, which nothing lies in, for ids nobody ever gave out. */
export const placeSlot = (input: Input) => slot('text', (run) => placeOf(input.read(run), input, run.tree));

/** The same for a value of the input. Throws BAD_USER_INPUT for what is no id of a place. */
export const placeOf = (id: unknown, { path }: Input, tree: PlaceTree): Place | null => tree.placeOf(seatOf(id, path));
