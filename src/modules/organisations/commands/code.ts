import { fail, ok, type Result } from '../../../kernel/result.js';
import { codeKey, typed } from '../../../kernel/text.js';
import type { Work } from '../../../work/command.js';

/** What a stored code is compared by: see codeKey. An index has the same expression (Migration20261128230000_code_keys). */
export const keyOfCode = (column: string): string => `upper(replace(${column}, '-', ''))`;

const SHAPE = /^[0-9A-Za-z-]{2,39}[0-9A-Za-z]$/;

/** A new code for a row of a table: begins with the jurisdiction's, and is nobody else's, be it with other hyphens or in capitals. */
export async function newCode(
  work: Work,
  jurisdictionId: string,
  table: 'organization' | 'grid',
  given: string,
  field = 'code',
): Promise<Result<string>> {
  const [root] = await work.sql<{ code: string }>('select code from organization where id = ?', [jurisdictionId]);
  const text = typed(given);
  // The beginning is written as the jurisdiction's own code.
  const code = root!.code + text.slice(root!.code.length);
  if (text.toUpperCase() !== code.toUpperCase() || code[root!.code.length] !== '-' || !SHAPE.test(code)) {
    return fail(
      'INVALID',
      "A code begins with the jurisdiction's, {root}-, and has letters, digits and hyphens only, 40 at most. 编码以辖区编码 {root}- 开头，只含字母、数字和连字符，最长 40 个字符。",
      field,
      { root: root!.code },
    );
  }
  const [taken] = await work.sql<{ code: string }>(`select code from ${table} where ${keyOfCode('code')} = ?`, [codeKey(code)]);
  return taken ? fail('INVALID', 'The code {code} is taken. 编码 {code} 已被占用。', field, { code: taken.code }) : ok(code);
}
