import { dayOf } from '../../../kernel/clock.js';
import { notFound } from '../../../kernel/errors.js';
import { fail, ok, type Result } from '../../../kernel/result.js';
import { holdingOn } from '../../../kernel/span.js';
import { uuidOf } from '../../../read/value.js';
import type { Work } from '../../../work/command.js';
import { Appointment } from '../../organisations/appointment.entity.js';
import { jurisdictionOf } from '../../organisations/commands/find.js';
import { findSeen, isSeen, sqlCondition } from '../../organisations/commands/find-seen.js';
import { Person } from '../../organisations/person.entity.js';
import { Building, Dwelling, Stairwell } from '../address.entity.js';
import { Household, HouseholdMember, Occupancy, Resident } from '../household.entity.js';
import { hold } from './residence.js';

/** Rows behind input fields, as far as the viewer sees them; NOT_FOUND for all others alike. */

export const findDwelling = (work: Work, id: string, field: string): Promise<Dwelling> => findSeen(work, Dwelling, id, field, 'dwelling');
export const findHousehold = (work: Work, id: string, field: string): Promise<Household> =>
  findSeen(work, Household, id, field, 'household');
export const findResident = (work: Work, id: string, field: string): Promise<Resident> => findSeen(work, Resident, id, field, 'resident');
export const findOccupancy = (work: Work, id: string): Promise<Occupancy> => findSeen(work, Occupancy, id, 'id', 'occupancy');

/** The household that a person belongs to today, or null. */
export const membershipOf = (work: Work, person: string): Promise<HouseholdMember | null> =>
  work.em.findOne(HouseholdMember, { person, validTo: null });

export const findStairwell = (work: Work, id: string, field: string): Promise<Stairwell> =>
  findSeen(work, Stairwell, id, field, 'stairwell');
export const findBuilding = (work: Work, id: string, field: string): Promise<Building> => findSeen(work, Building, id, field, 'building');

/** A person of the jurisdiction whom the viewer sees, or an official: who holds a post there today, also one that is not on public notice. */
export async function findPersonOrOfficial(work: Work, id: string, field: string): Promise<Person> {
  const today = dayOf(work.now());
  const holdsPost = sqlCondition(
    'exists (select from appointment where person_id = [::alias::].id and valid_from <= ?::date and (valid_to is null or valid_to > ?::date))',
    [today, today],
  );
  const person = await work.em.findOne(Person, {
    id: uuidOf(id, field, 'Person'),
    jurisdictionId: jurisdictionOf(work).id,
    $or: [isSeen(work, 'Person'), holdsPost],
  });
  if (!person) throw notFound('Person');
  return person;
}

export async function holdsPost(work: Work, person: string): Promise<boolean> {
  return (await work.em.count(Appointment, { person, ...holdingOn(dayOf(work.now())) })) > 0;
}

/** A resident or a household, whichever of the two fields is given. */
export interface SubjectInput {
  readonly residentId?: string | null;
  readonly householdId?: string | null;
}
export interface Subject {
  /** The person, where it is about a resident. */
  readonly person: string | null;
  readonly household: string | null;
  readonly place: string | null;
  readonly jurisdictionId: string;
}

/** The subject, held where it lives until the transaction is in: what is said of it copies its place, and waits for what others say of it. */
export async function findSubject(work: Work, input: SubjectInput): Promise<Result<Subject>> {
  if ((input.residentId == null) === (input.householdId == null))
    return fail('INVALID', 'Give exactly one of residentId and householdId.', 'residentId');
  if (input.householdId != null) {
    const household = await findHousehold(work, input.householdId, 'householdId');
    await hold(work, { households: [household] });
    if (household.dissolvedOn) return fail('WRONG_STATE', 'The household was dissolved.', 'householdId');
    const { id, place, jurisdictionId } = household;
    return ok({ person: null, household: id, place, jurisdictionId });
  }
  const resident = await findResident(work, input.residentId!, 'residentId');
  await hold(work, { residents: [resident] });
  const { person, place, jurisdictionId } = resident;
  return ok({ person, household: null, place: place ?? null, jurisdictionId });
}

/** The first day of something, which may lie ahead: today if left out. */
export function firstDay(work: Work, given: string | null | undefined, field: string): Result<string> {
  const day = given ?? dayOf(work.now());
  return day < '1900-01-01' ? fail('INVALID', `${field} must not be before 1900.`, field) : ok(day);
}

/** The day on which something began or ended: today if left out, and not after it. */
export function pastDay(work: Work, given: string | null | undefined, field: string): Result<string> {
  const day = firstDay(work, given, field);
  return day.ok && day.value > dayOf(work.now()) ? fail('INVALID', `${field} must not be after today.`, field) : day;
}
