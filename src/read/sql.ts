import type { Run } from './run-input.js';

/** A bound value: read anew from each run, so that one plan serves all runs with its key. */
export interface Slot {
  readonly read: (run: Run) => unknown;
  /** The PostgreSQL type the parameter is cast to. */
  readonly type: string;
  /** How many rows there are depends on the value: PostgreSQL plans the statement anew for each. */
  readonly isPlannedFor?: boolean;
}

/** A piece of SQL text with its bound values. Values never become text. */
export class Sql {
  constructor(readonly parts: readonly (string | Slot)[]) {}
}

export type SqlPart = Sql | Slot;

/** Builds a fragment from literal text, other fragments and slots. */
export function sql(strings: TemplateStringsArray, ...parts: readonly SqlPart[]): Sql {
  const out: (string | Slot)[] = [strings[0]!];
  for (const [i, part] of parts.entries()) {
    // One by one: as arguments, so many would be too many for the stack.
    if (part instanceof Sql) for (const piece of part.parts) out.push(piece);
    else out.push(part);
    out.push(strings[i + 1]!);
  }
  return new Sql(out);
}

/** Text written by this program (an alias, a column of the metadata), never by a caller. */
export const raw = (text: string): Sql => new Sql([text]);

/** A string constant of this program, quoted. */
export const literal = (text: string): Sql => raw(`'${text.replaceAll("'", "''")}'`);

/** Several string constants, for `in (…)` and `array[…]`. */
export const literals = (texts: readonly string[]): Sql => join(texts.map(literal), ', ');

export const slot = (type: string, read: (run: Run) => unknown): Slot => ({ read, type });

/** Slots that many expressions share: one parameter a statement, however often it is asked for. */
export const today = slot('date', (run) => run.today);
/** Whether a dated row holds today; `row` is its name in the statement. */
export const holdsToday = (row: string): Sql =>
  sql`(${raw(row)}.valid_from <= ${today} and (${raw(row)}.valid_to is null or ${raw(row)}.valid_to > ${today}))`;
export const viewerPerson = slot('uuid', (run) => run.viewer.person);

export function join(parts: readonly Sql[], separator: string): Sql {
  return new Sql(parts.flatMap((part, i) => (i === 0 ? part.parts : [separator, ...part.parts])));
}

/** The text of a fragment without values: the parameters of who runs it are `?` in it. */
export const textOf = ({ parts }: Sql): string => parts.join('');

/** All of the conditions; those that always hold are left out. */
export function and(conditions: readonly Sql[]): Sql {
  const asked = conditions.filter((condition) => !isAlways(condition));
  return asked.length === 0 ? raw('true') : asked.length === 1 ? asked[0]! : sql`(${join(asked, ' and ')})`;
}

export const or = (conditions: readonly Sql[]): Sql =>
  conditions.length === 0 ? raw('false') : conditions.length === 1 ? conditions[0]! : sql`(${join(conditions, ' or ')})`;

/** Whether a condition is known to hold for every row. */
export const isAlways = (condition: Sql): boolean => condition.parts.length === 1 && condition.parts[0] === 'true';

/** A statement as PostgreSQL takes it, and how to fill its parameters. */
export interface Statement {
  readonly text: string;
  readonly values: (run: Run) => unknown[];
  /** The best way depends on the values: see {@link Slot.isPlannedFor}. */
  readonly isPlannedAnew?: boolean;
}

export function render(fragment: Sql): Statement {
  const numbers = new Map<Slot, number>();
  let text = '';
  for (const part of fragment.parts) {
    if (typeof part === 'string') {
      text += part;
      continue;
    }
    if (!numbers.has(part)) numbers.set(part, numbers.size + 1);
    text += `$${numbers.get(part)}::${part.type}`;
  }
  const slots = [...numbers.keys()];
  return { text, values: (run) => slots.map(({ read }) => read(run)), isPlannedAnew: slots.some(({ isPlannedFor }) => isPlannedFor) };
}
