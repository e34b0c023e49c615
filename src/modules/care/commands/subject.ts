import { dayOf } from '../../../kernel/clock.js';
import { refuse } from '../../../kernel/result.js';
import { holdingOn } from '../../../kernel/span.js';
import type { Work } from '../../../work/command.js';
import { findSeen } from '../../../work/find.js';
import { exactlyOne, id, optional } from '../../../work/input.js';
import { lockHomes } from '../../households/commands/residence.js';
import { Household, Resident } from '../../households/household.entity.js';
import { Appointment } from '../../organisations/appointment.entity.js';

export async function holdsPost(work: Work, person: string): Promise<boolean> {
  return (await work.em.count(Appointment, { person, ...holdingOn(dayOf(work.now())) })) > 0;
}

/** Whom something is about: a resident or a household. */
export const subjectFields = {
  residentId: optional(id('Resident', 'The resident. Give this or householdId. 居民')),
  householdId: optional(id('Household', 'The household. Give this or residentId. 户')),
};
export const oneSubject = exactlyOne('residentId', 'householdId');

export interface Subject {
  /** The person, where it is about a resident. */
  readonly person: string | null;
  readonly household: string | null;
  readonly place: string | null;
  readonly jurisdictionId: string;
  readonly isDissolved: boolean;
}

/** The subject, locked where it lives until the transaction ends: what is recorded about it copies its place, and waits for what others record. */
export async function findSubject(
  work: Work,
  { residentId, householdId }: { readonly residentId: string | null; readonly householdId: string | null },
): Promise<Subject> {
  if (householdId !== null) {
    const household = await findSeen(work, Household, householdId);
    await lockHomes(work, { households: [household] });
    const { id, place, jurisdictionId, dissolvedOn } = household;
    return { person: null, household: id, place, jurisdictionId, isDissolved: dissolvedOn != null };
  }
  const resident = await findSeen(work, Resident, residentId!);
  await lockHomes(work, { residents: [resident] });
  const { person, place, jurisdictionId } = resident;
  return { person, household: null, place: place ?? null, jurisdictionId, isDissolved: false };
}

/** Nothing is recorded about a household that no longer exists. */
export function demandNotDissolved({ isDissolved }: Subject): void {
  if (isDissolved) refuse('WRONG_STATE', 'The household was dissolved. 该户已销户。', 'householdId');
}
