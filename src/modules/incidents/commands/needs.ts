import { dayOf } from '../../../kernel/clock.js';
import type { NounName } from '../../../kernel/ids.js';
import { needsStatement } from '../../../read/needs.js';
import type { Expression } from '../../../read/noun.js';
import type { Work } from '../../../work/command.js';

/** What a command needs to know of a row that is there, by the expressions that reads go by: as the row is now, unflushed changes aside. */
export async function needsOf<Needs>(
  work: Work,
  noun: NounName,
  needs: Readonly<Record<keyof Needs & string, Expression>>,
  id: string,
): Promise<Needs> {
  const { text, parameters } = needsStatement(work.em.getMetadata().getByClassName(noun), needs, id, {
    viewer: work.viewer,
    today: dayOf(work.now()),
  });
  const [row] = await work.sql<{ needs: Needs }>(text, parameters);
  return row!.needs;
}
