import { refuse } from '../../../kernel/result.js';
import type { Work } from '../../../work/command.js';
import type { Ending, Joining } from '../../../work/keeps.js';
import { HelpPairing } from '../care.entity.js';
import type { PairingEndReason } from '../care.terms.js';

/** The help of somebody, or of a household, that is no longer here ends. */
export const endPairingsOf =
  (by: 'person' | 'household') =>
  async (work: Work, { id, day, reason }: Ending): Promise<void> => {
    for (const pairing of await work.em.find(HelpPairing, { [by]: id, endedOn: null })) {
      pairing.endedOn = day < pairing.startedOn ? pairing.startedOn : day;
      pairing.endReason = reason as PairingEndReason;
    }
    await work.em.flush();
  };

/** Nobody joins a household that they help. */
export async function demandNotHelping(work: Work, { id, person, field }: Joining): Promise<void> {
  const pairings = await work.em.find(HelpPairing, { household: id, endedOn: null });
  if (pairings.some(({ leader, responsible, helperIds }) => [leader, responsible, ...helperIds].includes(person)))
    refuse('INVALID', 'The person helps this household; end that first. 该人员正在帮扶该户，请先结束结对。', field);
}
