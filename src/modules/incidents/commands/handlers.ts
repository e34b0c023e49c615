import type { Work } from '../../../work/command.js';
import { policyFacts, policyFactsOf } from '../../../work/policy-facts.js';
import { leaderOf } from '../../grids/grid.reads.js';
import type { Incident } from '../incident.entity.js';

/** Remembers a handler of an incident until it is opened again: verification asks for somebody else. */
export function handledBy(incident: Incident, person: string | null): void {
  if (person !== null && !incident.handlerIds.includes(person)) incident.handlerIds = [...incident.handlerIds, person];
}

const leadership = policyFacts<{ leader: string | null }>({ leader: (grid) => leaderOf(grid.col('id')) });

/** The person who leads a grid today. */
export async function leaderOfGrid(work: Work, gridId: string): Promise<string | null> {
  const { leader } = await policyFactsOf(work, 'Grid', leadership, gridId);
  return leader;
}
