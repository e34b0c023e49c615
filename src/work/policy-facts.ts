import { dayOf } from '../kernel/clock.js';
import type { NounName } from '../kernel/ids.js';
import { needsStatement } from '../read/needs.js';
import type { Expression } from '../read/noun.js';
import type { Work } from './command.js';

/** What sentences of a policy need to know of a row, as the expressions that reads go by. */
export interface PolicyFacts<Facts> {
  readonly expressions: { readonly [K in keyof Facts]: Expression };
  /** Never there: it carries the type. */
  readonly facts?: Facts;
}

export const policyFacts = <Facts>(expressions: { readonly [K in keyof Facts]: Expression }): PolicyFacts<Facts> => ({ expressions });

/** The facts of a row as it is now, unflushed changes aside; of one that is not there, undefined. */
export async function policyFactsOf<Facts>(work: Work, noun: NounName, { expressions }: PolicyFacts<Facts>, id: string): Promise<Facts> {
  const { text, parameters } = needsStatement(work.em.getMetadata().getByClassName(noun), expressions, id, {
    viewer: work.viewer,
    today: dayOf(work.now()),
  });
  const [row] = await work.sql<{ needs: Facts }>(text, parameters);
  return row?.needs as Facts;
}
