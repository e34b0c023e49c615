import { fail, ok, type Result } from './result.js';

/** A required text: trimmed, not empty, not longer than `most` characters. */
export function textOf(value: string | null | undefined, field: string, most: number): Result<string> {
  const text = value?.trim() ?? '';
  if (text === '') return fail('REQUIRED', `${field} must not be empty.`, field);
  return optionalTextOf(text, field, most) as Result<string>;
}

/** An optional text: trimmed, null when empty. */
export function optionalTextOf(value: string | null | undefined, field: string, most: number): Result<string | null> {
  const text = value?.trim() || null;
  if (text !== null && [...text].length > most)
    return fail('TOO_LONG', `${field} takes up to ${most} characters; this has ${[...text].length}.`, field);
  return ok(text);
}
