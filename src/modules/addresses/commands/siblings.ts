import { numberKey } from '../../../kernel/text.js';
import type { Work } from '../../../work/command.js';

/** Numbers, or names, of which each may be there once: `sql` answers them as `number`. The caller holds a lock, so that none is added meanwhile. */
export async function findSame(work: Work, given: string, sql: string, parameters: readonly unknown[]): Promise<string | undefined> {
  const siblings = await work.sql<{ number: string }>(sql, parameters);
  return siblings.find(({ number }) => numberKey(number) === numberKey(given))?.number;
}
