import { type Bilingual, labelsOf, type Params } from '../kernel/bilingual.js';
import { dayOf } from '../kernel/clock.js';
import { nouns as identities, type NounName, parseId } from '../kernel/ids.js';
import { fail, type Problem, type ProblemCode, problem, type Result } from '../kernel/result.js';
import { EMPTY, isBlank, optionalLinesOf, optionalTextOf, typed } from '../kernel/text.js';

/**
 * What verbs take. A field is declared once: its type in the graph and in TypeScript, its bounds, its check and what it is for follow from one line.
 * All fields that are wrong are named in one answer.
 */

/** The GraphQL type of a field, as graph/verb builds it. */
export type GraphType =
  | { readonly kind: 'text' | 'id' | 'int' | 'float' | 'flag' | 'day' | 'instant' }
  | { readonly kind: 'terms'; readonly terms: Readonly<Record<string, string>> }
  | { readonly kind: 'list'; readonly of: GraphType }
  | { readonly kind: 'object'; readonly object: InputObject<never> }
  | { readonly kind: 'own'; readonly type: () => unknown };

/** Takes problems down while an input is looked at. `isUnreadable`: it cannot even be said what the field speaks of. */
export type Report = (problem: Problem, isUnreadable?: boolean) => void;

/** What a check is made with: where problems go, and the time, for days that must not lie ahead. */
export interface Checking {
  readonly report: Report;
  readonly now: Date;
}

/** A field of an input. `T` is what a command gets: ids as bare UUIDs, texts trimmed, null for what was left out. */
export interface Field<T> {
  readonly graph: GraphType;
  /** What it is, in English and with its Chinese term; the bounds are put between the two. */
  readonly description: string;
  /** What is accepted, in English, for the description: 'Up to 200 characters.' */
  readonly bounds: string;
  readonly isOptional: boolean;
  /** The checked value; what it answers is of no account where it reports a problem. `at` is the dotted path. */
  readonly check: (value: unknown, at: string, checking: Checking) => T;
}

// biome-ignore lint/suspicious/noExplicitAny: the type of each field is inferred where it is declared.
export type Fields = Readonly<Record<string, Field<any>>>;

/** What a command gets of declared fields. */
export type Checked<F extends Fields> = { readonly [K in keyof F]: F[K] extends Field<infer T> ? T : never };

const field = <T>(graph: GraphType, description: string, bounds: string, check: Field<T>['check']): Field<T> => ({
  graph,
  description,
  bounds,
  isOptional: false,
  check,
});

/** A field that may be left out: null then. */
export const optional = <T>(inner: Field<T>): Field<T | null> => ({
  ...inner,
  isOptional: true,
  check: (value, at, checking) => (isLeftOut(value) ? null : inner.check(value, at, checking)),
});

/** A field of a row that stays as it is where the field is left out; null takes its value away. */
export const changed = <T>(inner: Field<T>): Field<T | null | undefined> => ({
  ...inner,
  isOptional: true,
  check: (value, at, checking) => (value === undefined ? undefined : optional(inner).check(value, at, checking)),
});

const isLeftOut = (value: unknown): boolean => value === null || value === undefined;

/** The value of a check that others share, its problems reported. */
function taken<T>(result: Result<T>, report: Report, isUnreadable = false): T {
  if (result.ok) return result.value;
  for (const found of result.problems) report(found, isUnreadable);
  return undefined as T;
}

/** A text that must have something to read in it. `missing` is told where it has not. Optional, blank is as good as left out. */
function textField(description: string, most: number, textOf: typeof optionalTextOf, missing: Bilingual = EMPTY): Field<string> {
  return field({ kind: 'text' }, description, `Up to ${most.toLocaleString('en')} characters.`, (value, at, { report }) => {
    const text = taken(textOf(value as string, at, most), report);
    if (text === null) report(problem('REQUIRED', missing, at));
    return text as string;
  });
}

/** A text of one line, of up to `most` characters. */
export const text = (most: number, description: string): Field<string> => textField(description, most, optionalTextOf);

/** A text that may have several lines. */
export const lines = (most: number, description: string): Field<string> => textField(description, most, optionalLinesOf);

/** An optional text, where blank is as good as left out. */
export const optionalText = (most: number, description: string): Field<string | null> => orBlank(description, most, optionalTextOf);
export const optionalLines = (most: number, description: string): Field<string | null> => orBlank(description, most, optionalLinesOf);
/** A number of a house or door, a phone number or code, as people type or paste it: full width and odd hyphens make no difference. */
export const typedText = (most: number, description: string): Field<string> => textField(description, most, typedOf);
export const optionalTyped = (most: number, description: string): Field<string | null> => orBlank(description, most, typedOf);
const typedOf: typeof optionalTextOf = (value, at, most) => optionalTextOf(value && typed(value), at, most);

const orBlank = (description: string, most: number, textOf: typeof optionalTextOf): Field<string | null> => ({
  ...textField(description, most, textOf),
  isOptional: true,
  check: (value, at, { report }) => taken(textOf(value as string | null | undefined, at, most), report),
});

/** An optional text in a form of its own, such as a phone number; blank is as good as left out. `bounds` says the form. */
export const formattedText = (
  description: string,
  bounds: string,
  formOf: (value: string, at: string, now: Date) => Result<string>,
): Field<string | null> => ({
  ...field<string | null>({ kind: 'text' }, description, bounds, (value, at, { report, now }) =>
    isLeftOut(value) || isBlank(value as string) ? null : taken(formOf(value as string, at, now), report),
  ),
  isOptional: true,
});

/** A text in a form of its own that must have something to read in it, such as a short name. */
export const requiredForm = <T>(description: string, formOf: (value: string, at: string) => Result<T>): Field<T> =>
  own(
    () => String,
    description,
    (value: string, at) => (isBlank(value) ? fail('REQUIRED', EMPTY, at) : formOf(value, at)),
  );

/** The id of a row of one of these nouns; the command gets the bare UUID. Whether the row is there, and seen, is the command's to find out. */
export const id = (noun: NounName | readonly NounName[], description: string): Field<string> => {
  const nouns = [noun].flat() as readonly NounName[];
  return field({ kind: 'id' }, description, '', (value, at, { report }) => {
    const parsed = parseId(String(value));
    if (parsed && nouns.includes(parsed.noun)) return parsed.uuid;
    const wanted = nouns.map((name) => `${identities[name].prefix}_…`).join(' / ');
    report(problem('INVALID', '{field} takes an id like {wanted}. {field} 应为形如 {wanted} 的标识。', at, { wanted }), true);
    return '';
  });
};

interface Bounds {
  readonly min?: number;
  readonly max?: number;
}

function numberField(kind: 'int' | 'float', description: string, { min, max }: Bounds): Field<number> {
  const bounds =
    min !== undefined && max !== undefined
      ? `From ${min} to ${max}.`
      : min !== undefined
        ? `At least ${min}.`
        : max !== undefined
          ? `At most ${max}.`
          : '';
  return field({ kind }, description, bounds, (value, at, { report }) => {
    const number = value as number;
    if (min !== undefined && number < min) report(problem('INVALID', '{field} is at least {min}. {field} 不得小于 {min}。', at, { min }));
    if (max !== undefined && number > max) report(problem('INVALID', '{field} is at most {max}. {field} 不得大于 {max}。', at, { max }));
    return number;
  });
}

export const int = (bounds: Bounds, description: string): Field<number> => numberField('int', description, bounds);
export const float = (bounds: Bounds, description: string): Field<number> => numberField('float', description, bounds);

const asGiven = <T>(kind: 'flag' | 'day', description: string): Field<T> => field({ kind }, description, '', (value) => value as T);

/** A day or an instant between two others; `atMost` is asked when the input comes in. */
const between = <T extends string | Date>(
  kind: 'day' | 'instant',
  description: string,
  bounds: string,
  atLeast: T,
  atMost: (now: Date) => T | null,
): Field<T> =>
  field({ kind }, description, bounds, (value, at, { report, now }) => {
    const max = atMost(now);
    if ((value as T) < atLeast) {
      const min = typeof atLeast === 'string' ? atLeast : atLeast.toISOString();
      report(problem('INVALID', '{field} must not be before {min}. {field} 不得早于 {min}。', at, { min }));
    }
    if (max !== null && (value as T) > max) report(problem('INVALID', '{field} must not be in the future. {field} 不得晚于当前时间。', at));
    return value as T;
  });

export const flag = (description: string): Field<boolean> => asGiven('flag', description);
/** A calendar day, YYYY-MM-DD. */
export const day = (description: string): Field<string> => asGiven('day', description);
/** From 1900 on: no instant that people speak of is earlier. */
export const instant = (description: string): Field<Date> =>
  field({ kind: 'instant' }, description, '', (value, at, { report }) => {
    const year = (value as Date).getUTCFullYear();
    if (year < 1900 || year > 9999)
      report(problem('INVALID', '{field} lies between the years 1900 and 9999. {field} 应在 1900 年至 9999 年之间。', at));
    return value as Date;
  });

/** An instant within so many years of now, before or after. */
export const nearInstant = (description: string, years: number): Field<Date> =>
  field({ kind: 'instant' }, description, `Within ${years} years of now.`, (value, at, { report, now }) => {
    if (Math.abs((value as Date).getTime() - now.getTime()) > years * 366 * 86_400_000)
      report(problem('INVALID', '{field} lies within {years} years of now. {field} 应在当前时间前后 {years} 年以内。', at, { years }));
    return value as Date;
  });

const EARLIEST_DAY = '1900-01-01';
/** The first day of something: it may lie ahead. */
export const firstDay = (description: string): Field<string> => between('day', description, 'From 1900 on.', EARLIEST_DAY, () => null);
/** A day that has come: today at the latest, in the jurisdictions' time zone. */
export const pastDay = (description: string, earliest = EARLIEST_DAY): Field<string> =>
  between('day', description, `From ${earliest.slice(0, 4)} to today.`, earliest, dayOf);
/** An instant that has come. */
export const pastInstant = (description: string, earliest: Date): Field<Date> =>
  between('instant', description, `From ${earliest.getUTCFullYear()} to now.`, earliest, (now) => now);

/** One of the values of an enum: what `enumOf` answered. */
export const oneOf = <Terms extends Readonly<Record<string, string>>>(terms: Terms, description: string): Field<keyof Terms & string> =>
  field({ kind: 'terms', terms }, description, '', (value) => value as keyof Terms & string);

/** Several of the same, none named twice unless `repeats` says that they may be. */
export function listOf<T>(
  inner: Field<T>,
  { min = 0, max, repeats = false }: { readonly min?: number; readonly max: number; readonly repeats?: boolean },
): Field<readonly T[]> {
  const bounds = min > 0 ? `${min} to ${max}.` : `Up to ${max}.`;
  return field({ kind: 'list', of: inner.graph }, inner.description, [bounds, inner.bounds].join(' ').trim(), (value, at, checking) => {
    const { report } = checking;
    const items = value as readonly unknown[];
    if (items.length > max) {
      report(
        problem('TOO_LONG', '{field} takes up to {max}; these are {length}. {field} 最多 {max} 项，现有 {length} 项。', at, {
          max,
          length: items.length,
        }),
      );
      return [];
    }
    if (items.length < min)
      report(problem(items.length === 0 ? 'REQUIRED' : 'INVALID', '{field} takes at least {min}. {field} 至少 {min} 项。', at, { min }));
    // An item is named by the list: 'helperIds', but a field of an object by its place: 'parts.1.name'.
    const checked = items.map((item, i) => inner.check(item, inner.graph.kind === 'object' ? `${at}.${i}` : at, checking));
    if (!repeats && inner.graph.kind !== 'object' && new Set(checked).size < checked.length)
      report(problem('INVALID', '{field} names something twice. {field} 有重复项。', at));
    return checked;
  });
}

/** A short list of texts of one line. */
export const texts = (description: string): Field<readonly string[]> => listOf(text(200, description), { max: 20 });

/** A field with a GraphQL type of its own. `isNeeded`: rights cannot be asked without it. */
export const own = <T>(
  type: () => unknown,
  description: string,
  check: (value: never, at: string) => Result<T>,
  { isNeeded = false }: { readonly isNeeded?: boolean } = {},
): Field<T> => field({ kind: 'own', type }, description, '', (value, at, { report }) => taken(check(value as never, at), report, isNeeded));

/** An input object inside an input. */
export const part = <T>(object: InputObject<T>, description: string): Field<T> =>
  field({ kind: 'object', object: object as never }, description, '', (value, at, checking) => object.look(value, `${at}.`, checking));

/** What is to hold of several fields together. It is asked when each of them is right. */
export interface Rule<T> {
  (input: T): Problem | null;
  /** Rights cannot be asked where it does not hold: it is asked in any case, and comes before them. */
  readonly isNeeded?: boolean;
}

/** A rule that rights depend on, such as which of two ids names the row. */
export const needed = <T>(rule: Rule<T>): Rule<T> => Object.assign((input: T) => rule(input), { isNeeded: true });

/** A GraphQL input type, and the check of what comes in by it. */
export interface InputObject<T> {
  readonly name: string;
  readonly description: string;
  readonly fields: Fields;
  /** The checked input; problems are reported with their path below the prefix. */
  readonly look: (value: unknown, prefix: string, checking: Checking) => T;
}

/** What a command gets of an input object. */
export type InputOf<O> = O extends InputObject<infer T> ? T : never;

export function inputObject<F extends Fields>(
  name: string,
  description: string,
  fields: F,
  ...rules: readonly Rule<Checked<F>>[]
): InputObject<Checked<F>> {
  return {
    name,
    description,
    fields,
    look(value, prefix, { report, now }) {
      const given = value as Readonly<Record<string, unknown>>;
      let isRight = true;
      const checked = Object.fromEntries(
        Object.entries(fields).map(([key, { check }]) => [
          key,
          check(given[key], prefix + key, {
            now,
            report: (found, isUnreadable) => {
              isRight = false;
              report(found, isUnreadable);
            },
          }),
        ]),
      ) as Checked<F>;
      for (const rule of rules) {
        const found = (isRight || rule.isNeeded) && rule(checked);
        if (found) report({ ...found, path: [...prefix.split('.').slice(0, -1), ...found.path] }, rule.isNeeded);
      }
      return checked;
    },
  };
}

/** Exactly one of these fields is given. */
export const exactlyOne =
  <Name extends string>(...names: readonly Name[]): Rule<{ readonly [K in Name]?: unknown }> =>
  (input) => {
    const given = names.filter((name) => !isLeftOut(input[name]));
    if (given.length === 1) return null;
    const choice = labelsOf(names.map((name) => ({ en: name, zh: name })));
    return problem('INVALID', 'Give exactly one of {choice}. 请在 {choice} 中填写且只填写一项。', names[0], { choice });
  };

/** What every mutation takes, so that a repeat is harmless. Whoever sends an empty key relies on it all the same: it is refused. */
const repeatable = {
  idempotencyKey: optional(
    textField(
      'Makes a repeat harmless: the same key with the same input answers the first result. 幂等键',
      200,
      optionalTextOf,
      'Leave {field} out, or give 1 to 200 characters. {field} 请勿填写，或填写 1 至 200 个字符。',
    ),
  ),
};

/** The id of the row that a verb is about. */
export const rowOf = (noun: NounName) => ({ id: id(noun, 'The row that is meant. 标识') });

/** The row that a verb is about, as the caller knows it. */
export const versionOf = (noun: NounName) => ({
  ...rowOf(noun),
  version: optional(int({}, 'Refused with CONFLICT unless this is the current version. 版本')),
});

/** The input of a verb. */
export const input = <F extends Fields>(
  name: string,
  description: string,
  fields: F,
  ...rules: readonly Rule<Checked<F & typeof repeatable>>[]
): InputObject<Checked<F & typeof repeatable>> => inputObject(name, description, { ...fields, ...repeatable }, ...rules);

/** A rule in words: a problem at a field where the condition does not hold. */
export const demands =
  <T>(holds: (input: T) => boolean, code: ProblemCode, text: Bilingual, at: keyof T & string, params?: Params): Rule<T> =>
  (input) =>
    holds(input) ? null : problem(code, text, at, params);
