import { jurisdictionNumberOf, newId } from '../../../kernel/ids.js';
import type { Place } from '../../../kernel/place.js';
import { fail, ok, type Result } from '../../../kernel/result.js';
import type { Work } from '../../../work/command.js';
import { Dwelling } from '../address.entity.js';
import { Household, Occupancy, type Resident } from '../household.entity.js';
import type { OccupancyKind, OccupancySource, PeopleHouseStatus } from '../resident.terms.js';

/**
 * Who lives where. Whatever changes it goes through here, so that a person lives in one dwelling at a time (I8), links of one person and one dwelling
 * do not overlap (I9), and what is about people lies where they live.
 */

/**
 * Holds a dwelling where it is until the transaction is in: its grid is not drawn anew meanwhile, and others who change who lives there wait. A grid that
 * ended has handed its dwellings over: the one that is held is at work.
 */
async function lockHome(work: Work, dwelling: Dwelling): Promise<void> {
  for (;;) {
    const { grid } = dwelling;
    await work.sql('select from grid where id = ? for key share', [grid]);
    await work.sql('select from dwelling where id = ? for no key update', [dwelling.id]);
    await work.em.refresh(dwelling);
    if (dwelling.grid === grid) return;
  }
}

/** Makes commands about the same people wait for each other. After the homes, where both are held. */
export async function lockPeople(work: Work, people: readonly string[]): Promise<void> {
  for (const person of [...new Set(people)].sort()) await work.sql('select pg_advisory_xact_lock(hashtextextended(?, 5))', [person]);
}

export interface Held {
  readonly dwellings?: readonly Dwelling[];
  readonly households?: readonly Household[];
  readonly residents?: readonly Resident[];
}

/**
 * Holds dwellings, households with the dwellings they live in, and residents with theirs, until the transaction is in. They are read anew: what may be done
 * is decided after this.
 */
export async function hold(work: Work, { dwellings = [], households = [], residents = [] }: Held): Promise<void> {
  const people = residents.map(({ person }) => person);
  for (let held: readonly string[] | null = null; ; ) {
    for (const row of [...households, ...residents]) await work.em.refresh(row);
    const residences = await work.em.find(Occupancy, { person: { $in: people }, main: true, validTo: null }, { refresh: true });
    const homes = new Set([...dwellings.map(({ id }) => id), ...[...households, ...residences].map(({ dwelling }) => dwelling)]);
    if (held && [...homes].every((home) => held!.includes(home))) return;
    held = [...homes].sort();
    for (const id of held) await lockHome(work, await work.em.findOneOrFail(Dwelling, { id }));
    await lockPeople(work, people);
  }
}

export interface Link {
  readonly kind: OccupancyKind;
  readonly main: boolean;
  readonly peopleHouseStatus: PeopleHouseStatus;
  readonly source: OccupancySource;
  readonly from: string;
  /** Seen on the spot by who records it. */
  readonly verified: boolean;
}

/** Links a person to a dwelling from a day on. A link that they already have to it ends that day. */
export async function linkTo(work: Work, person: string, dwelling: Dwelling, link: Link, field = 'from'): Promise<Result<Occupancy>> {
  const { from, verified, ...facts } = link;
  if (link.main && link.kind === 'OWNER')
    return fail('INVALID', 'An OWNER lives elsewhere; an OWNER_OCCUPIER lives there.', 'occupancyKind');
  const links = await work.em.find(Occupancy, { person, $or: [{ dwelling: dwelling.id }, { main: true }] });
  if (link.main && links.some(({ main, validTo }) => main && validTo == null))
    return fail('INVALID', 'The person already lives in another dwelling; that has to end first.', field);
  if (links.some(({ main, validTo, dwelling: home }) => main && validTo == null && home === dwelling.id))
    return fail('INVALID', 'They live there.', 'dwellingId');
  for (const before of links.filter((other) => other.dwelling === dwelling.id)) {
    if (before.validTo == null && before.validFrom <= from) before.validTo = from;
    else if (before.validTo == null || before.validTo > from)
      return fail('INVALID', `The person already has to do with this dwelling from ${before.validFrom} on.`, field);
  }
  const lived = links.find(({ main, validTo }) => link.main && main && validTo != null && validTo > from);
  if (lived) return fail('INVALID', `The person lived elsewhere until ${lived.validTo}.`, field);
  // The link that ended must be out of the way of the new one.
  await work.em.flush();
  return ok(
    work.em.create(Occupancy, {
      id: newId(jurisdictionNumberOf(dwelling.id)),
      jurisdictionId: dwelling.jurisdictionId,
      person,
      dwelling: dwelling.id,
      ...facts,
      verifiedAt: verified ? work.now() : null,
      verifiedBy: verified ? work.viewer.person : null,
      validFrom: from,
      validTo: null,
      place: dwelling.place,
    }),
  );
}

/** Ends where a person lives; null where they live nowhere. */
export async function endResidence(work: Work, person: string, on: string, field = 'on'): Promise<Result<Occupancy | null>> {
  const residence = await work.em.findOne(Occupancy, { person, main: true, validTo: null });
  if (!residence) return ok(null);
  if (on < residence.validFrom) return fail('INVALID', `The person has lived there only since ${residence.validFrom}.`, field);
  residence.validTo = on;
  await work.em.flush();
  return ok(residence);
}

/** Where people, or a household, lie from now on; null is nowhere. */
export type Home = { readonly place: Place; readonly addressKey: string } | null;

const marks = (items: readonly unknown[]): string => items.map(() => '?').join(', ');

/** Puts people, and what is about them, where they live. */
export async function settlePeople(work: Work, people: readonly string[], home: Home): Promise<void> {
  if (people.length === 0) return;
  await work.em.flush();
  const place = home?.place ?? null;
  await work.sql(`update person set place = ? where id in (${marks(people)})`, [place, ...people]);
  await work.sql(`update resident set place = ?, address_key = ? where person_id in (${marks(people)})`, [
    place,
    home?.addressKey ?? '',
    ...people,
  ]);
  for (const table of ['care_designation', 'help_pairing'])
    await work.sql(`update ${table} set place = ? where person_id in (${marks(people)})`, [place, ...people]);
  await work.sql(`update visit set place = ? where person_id in (${marks(people)}) and household_id is null`, [place, ...people]);
}

/** Puts a household, and what is about it, where its dwelling is. */
export async function settleHousehold(work: Work, household: Household, dwelling: Dwelling): Promise<void> {
  household.dwelling = dwelling.id;
  household.place = dwelling.place;
  household.addressKey = dwelling.addressKey;
  await work.em.flush();
  for (const table of ['care_designation', 'help_pairing', 'visit'])
    await work.sql(`update ${table} set place = ? where household_id = ?`, [dwelling.place, household.id]);
}

/** Whether a dwelling has no main household today. */
export const lacksMain = async (work: Work, dwelling: string): Promise<boolean> =>
  (await work.em.count(Household, { dwelling, main: true, dissolvedOn: null })) === 0;

/** Where the main household of a dwelling is none any more, or has moved, the oldest one left is the main one (I8). */
export async function followMain(work: Work, dwelling: string): Promise<void> {
  if (!(await lacksMain(work, dwelling))) return;
  const oldest = { orderBy: { formedOn: 'asc', id: 'asc' }, refresh: true } as const;
  const next = await work.em.findOne(Household, { dwelling, dissolvedOn: null }, oldest);
  if (next) next.main = true;
  await work.em.flush();
}

/** Keeps what a dwelling says of itself in step with who lives in it. */
export async function updateStatus(work: Work, dwelling: string): Promise<void> {
  await work.em.flush();
  await work.sql(
    `update dwelling set status = case
       when exists (select from occupancy where dwelling_id = dwelling.id and main and valid_to is null and kind = 'TENANT') then 'RENTED'
       when exists (select from occupancy where dwelling_id = dwelling.id and main and valid_to is null) then 'OCCUPIED'
       else 'VACANT' end
     where id = ?`,
    [dwelling],
  );
}
