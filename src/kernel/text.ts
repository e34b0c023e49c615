import { unstorable } from './errors.js';
import { fail, ok, type Result } from './result.js';

/** What leaves a mark on paper; not what only joins, parts or directs characters. */
const VISIBLE = /[^\p{C}\p{Z}\p{M}]/u;

/** A required text: trimmed, with something to read in it, not longer than `most` characters. */
export function textOf(value: string | null | undefined, field: string, most: number): Result<string> {
  const text = optionalTextOf(value, field, most);
  if (!text.ok) return text;
  return text.value && VISIBLE.test(text.value) ? ok(text.value) : fail('REQUIRED', `${field} must not be empty.`, field);
}

const MOST_TEXTS = 20;

/** A short list of texts, each trimmed and not empty, of up to 200 characters. */
export function textsOf(values: readonly string[] | null | undefined, field: string): Result<string[]> {
  const given = values ?? [];
  if (given.length > MOST_TEXTS) return fail('TOO_LONG', `${field} takes up to ${MOST_TEXTS} texts; these are ${given.length}.`, field);
  const texts: string[] = [];
  for (const value of given) {
    const text = textOf(value, field, 200);
    if (!text.ok) return text;
    texts.push(text.value);
  }
  return ok(texts);
}

/** An optional text: trimmed, null when empty. */
export function optionalTextOf(value: string | null | undefined, field: string, most: number): Result<string | null> {
  const text = value?.trim() || null;
  if (text !== null && [...text].length > most)
    return fail('TOO_LONG', `${field} takes up to ${most} characters; this has ${[...text].length}.`, field);
  if (text?.includes('\u0000')) throw unstorable();
  if (text !== null && !text.isWellFormed()) return fail('INVALID', `${field} has half a character (a lone surrogate).`, field);
  return ok(text);
}
