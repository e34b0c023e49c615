import { jurisdictionNumberOf, newId } from '../../../kernel/ids.js';
import { refuse } from '../../../kernel/result.js';
import { lastingFrom } from '../../../kernel/span.js';
import type { Work } from '../../../work/command.js';
import { endWith, joinWith } from '../../../work/keeps.js';
import type { Dwelling } from '../../addresses/address.entity.js';
import { addToCounts } from '../../grids/commands/counts.js';
import { Household, HouseholdMember, type Resident } from '../household.entity.js';
import type { HouseholdKind, HouseholdRelation } from '../household.terms.js';
import { hasMainHousehold, replaceMainHousehold } from './residence.js';

/** The household that a person belongs to today, or null. */
export const membershipOf = (work: Work, person: string): Promise<HouseholdMember | null> =>
  work.em.findOne(HouseholdMember, { person, validTo: null });

/** A new household in a dwelling; the main one where there is none yet. */
export async function createHousehold(
  work: Work,
  dwelling: Dwelling,
  head: string,
  { kind, origin, on }: { readonly kind: HouseholdKind; readonly origin: string | null; readonly on: string },
): Promise<Household> {
  return work.em.create(Household, {
    id: newId(jurisdictionNumberOf(dwelling.id)),
    jurisdictionId: dwelling.jurisdictionId,
    dwelling: dwelling.id,
    head,
    kind,
    main: !(await hasMainHousehold(work, dwelling.id)),
    origin,
    addressKey: dwelling.addressKey,
    place: dwelling.place,
    lastVisitAt: null,
    formedOn: on,
    dissolvedOn: null,
  });
}

/** The fields of an input that name who joins, and the first day. */
export interface MemberFields {
  readonly person: string;
  readonly day: string;
}

/** A person belongs to a household from a day on; to no other at that time, and to none that what hangs on it keeps them from. */
export async function addMember(
  work: Work,
  household: Household,
  person: string,
  relation: HouseholdRelation,
  on: string,
  fields: MemberFields,
): Promise<void> {
  const others = await work.em.find(HouseholdMember, { person, ...lastingFrom(on) });
  if (others.some(({ validTo }) => validTo == null))
    refuse('INVALID', 'The person belongs to another household; end that first. 该人员属于其他户，请先办理离户。', fields.person);
  if (others.length > 0)
    refuse('INVALID', 'The person belonged to another household until {end}. 该人员在 {end} 之前属于其他户。', fields.day, {
      end: others[0]!.validTo!,
    });
  if (on < household.formedOn)
    refuse('INVALID', 'The household was formed on {begin}. 该户于 {begin} 立户。', fields.day, { begin: household.formedOn });
  await joinWith(work, 'Household', { id: household.id, person, field: fields.person });
  work.em.create(HouseholdMember, {
    id: newId(jurisdictionNumberOf(household.id)),
    jurisdictionId: household.jurisdictionId,
    household: household.id,
    person,
    relation,
    validFrom: on,
    validTo: null,
  });
}

/**
 * A member no longer belongs to a household. Where it was the head, the one who was named becomes the head, else who has belonged to it longest; where
 * it was the last one, the household is dissolved on the last day that one of its members left: call {@link afterDissolution} then.
 */
export async function removeMember(
  work: Work,
  member: HouseholdMember,
  household: Household,
  on: string,
  newHead: string | null,
): Promise<void> {
  if (on < member.validFrom)
    refuse('INVALID', 'The person has belonged to the household only since {begin}. 该人员自 {begin} 起才属于该户。', 'on', {
      begin: member.validFrom,
    });
  const everybody = await work.em.find(HouseholdMember, { household: household.id }, { orderBy: { validFrom: 'asc', id: 'asc' } });
  member.validTo = on;
  const rest = everybody.filter(({ validTo }) => validTo == null);
  if (household.head === member.person && rest.length > 0) {
    const next = newHead === null ? rest[0]! : rest.find(({ person }) => person === newHead);
    if (!next) refuse('INVALID', 'The new head has to belong to the household. 新户主必须是该户成员。', 'newHeadId');
    household.head = next.person;
    next.relation = 'HEAD';
  } else if (newHead !== null) {
    refuse('INVALID', 'Only when the head leaves, somebody becomes the new head. 只有户主离户时才能指定新户主。', 'newHeadId');
  }
  if (rest.length === 0) household.dissolvedOn = [household.formedOn, ...everybody.map(({ validTo }) => validTo!)].sort().at(-1)!;
  await work.em.flush();
}

/** What hangs on a dissolved household ends, such as its care and help; another household of its dwelling becomes the main one. */
export async function afterDissolution(work: Work, household: Household, reason: 'MOVED_AWAY' | 'DECEASED' | 'OTHER'): Promise<void> {
  await endWith(work, 'Household', { id: household.id, day: household.dissolvedOn!, reason });
  await replaceMainHousehold(work, household.dwelling);
  await addToCounts(work, household.place, { householdCount: -1, residentCount: 0 });
}

/** Takes a resident, whose home is locked, out of the household they belong to, if any. */
export async function leaveCurrentHousehold(work: Work, resident: Resident, on: string): Promise<void> {
  const member = await membershipOf(work, resident.person);
  if (!member) return;
  const household = await work.em.findOneOrFail(Household, { id: member.household }, { refresh: true });
  await removeMember(work, member, household, on, null);
  if (household.dissolvedOn) await afterDissolution(work, household, 'OTHER');
}
