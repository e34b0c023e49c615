import { covers } from '../../../auth/grant.js';
import { dayOf } from '../../../kernel/clock.js';
import { notFound } from '../../../kernel/errors.js';
import { fail, ok, type Result } from '../../../kernel/result.js';
import { holdingOn } from '../../../kernel/span.js';
import { uuidOf } from '../../../read/value.js';
import type { Work } from '../../../work/command.js';
import { Appointment } from '../../organisations/appointment.entity.js';
import { visiblePersons } from '../../organisations/organization.policy.js';
import { Person } from '../../organisations/person.entity.js';
import { Building, Dwelling, Stairwell } from '../address.entity.js';
import { Household, HouseholdMember, Occupancy, Resident } from '../household.entity.js';
import { maySeeRegistry } from '../resident.policy.js';
import { hold } from './residence.js';

/** Rows behind input fields, as far as the viewer sees them; NOT_FOUND for all others alike. */

/** The household that the viewer belongs to today, or null. */
export async function ownHousehold(work: Work): Promise<string | null> {
  if (!work.viewer.person) return null;
  return (await work.em.findOne(HouseholdMember, { person: work.viewer.person, validTo: null }))?.household ?? null;
}

export async function findDwelling(work: Work, id: string, field: string): Promise<Dwelling> {
  const dwelling = await work.em.findOne(Dwelling, { id: uuidOf(id, field, 'Dwelling') });
  const isOwn = async () => {
    const household = await ownHousehold(work);
    return household !== null && (await work.em.count(Household, { id: household, dwelling: dwelling!.id })) > 0;
  };
  if (!dwelling || !(maySeeRegistry(work.viewer, dwelling, false) || (await isOwn()))) throw notFound('dwelling');
  return dwelling;
}

export async function findHousehold(work: Work, id: string, field: string): Promise<Household> {
  const household = await work.em.findOne(Household, { id: uuidOf(id, field, 'Household') });
  if (!household || !maySeeRegistry(work.viewer, household, household.id === (await ownHousehold(work)))) throw notFound('household');
  return household;
}

export async function findResident(work: Work, id: string, field: string): Promise<Resident> {
  const resident = await work.em.findOne(Resident, { id: uuidOf(id, field, 'Resident') });
  if (!resident || !(maySeeRegistry(work.viewer, resident, false) || (await isOwnPerson(work, resident.person))))
    throw notFound('resident');
  return resident;
}

/** Whether a person is the viewer, or of the viewer's household. */
export async function isOwnPerson(work: Work, person: string): Promise<boolean> {
  if (person === work.viewer.person) return true;
  const household = await ownHousehold(work);
  return household !== null && (await work.em.count(HouseholdMember, { household, person, validTo: null })) > 0;
}

export async function findOccupancy(work: Work, id: string): Promise<Occupancy> {
  const occupancy = await work.em.findOne(Occupancy, { id: uuidOf(id, 'id', 'Occupancy') });
  if (!occupancy || !maySeeRegistry(work.viewer, occupancy, await isOwnPerson(work, occupancy.person))) throw notFound('occupancy');
  return occupancy;
}

/** Whether what is said of somebody, or of a household, is said of the viewer or the viewer's household. */
export async function isAboutViewer(
  work: Work,
  { person, household }: { readonly person?: string | null; readonly household?: string | null },
): Promise<boolean> {
  if (person != null) return person === work.viewer.person;
  return household != null && household === (await ownHousehold(work));
}

/** The household that a person belongs to today, or null. */
export const membershipOf = (work: Work, person: string): Promise<HouseholdMember | null> =>
  work.em.findOne(HouseholdMember, { person, validTo: null });

/** A stairwell or building of the viewer's jurisdiction. */
export async function findStairwell(work: Work, id: string, field: string): Promise<Stairwell> {
  const stairwell = await work.em.findOne(Stairwell, { id: uuidOf(id, field, 'Stairwell') });
  if (!stairwell || stairwell.jurisdictionId !== work.viewer.jurisdiction?.id) throw notFound('stairwell');
  return stairwell;
}

export async function findBuilding(work: Work, id: string, field: string): Promise<Building> {
  const building = await work.em.findOne(Building, { id: uuidOf(id, field, 'Building') });
  if (!building || building.jurisdictionId !== work.viewer.jurisdiction?.id) throw notFound('building');
  return building;
}

/** A person of the jurisdiction whom the viewer sees, or an official: who holds a post there today, also one that is not on public notice. */
export async function findPersonOrOfficial(work: Work, id: string, field: string): Promise<Person> {
  const person = await work.em.findOne(Person, { id: uuidOf(id, field, 'Person') });
  const isKnown =
    person &&
    person.jurisdictionId === work.viewer.jurisdiction?.id &&
    (covers(visiblePersons(work.viewer), person) || (await holdsPost(work, person.id)));
  if (!isKnown) throw notFound('person');
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
