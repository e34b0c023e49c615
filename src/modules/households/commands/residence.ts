import { demand } from '../../../kernel/errors.js';
import { jurisdictionNumberOf, newId } from '../../../kernel/ids.js';
import type { Place } from '../../../kernel/place.js';
import { refuse } from '../../../kernel/result.js';
import type { Work } from '../../../work/command.js';
import { placedWith } from '../../../work/keeps.js';
import { Dwelling } from '../../addresses/address.entity.js';
import { mayRegister } from '../../addresses/address.policy.js';
import { addToCounts } from '../../grids/commands/counts.js';
import { Household, Occupancy, type Resident } from '../household.entity.js';
import type { OccupancyKind, OccupancySource, PeopleHouseStatus } from '../household.terms.js';

/**
 * Who lives where. Whatever changes it goes through here, so that a person lives in one dwelling at a time, occupancies of one person and one dwelling
 * do not overlap, and what is about people lies where they live.
 */

/**
 * Locks a dwelling where it is until the transaction ends: its grid is not drawn anew meanwhile, and others who change who lives there wait. A grid that
 * ended has handed its dwellings over: the grid of a locked dwelling is at work.
 */
async function lockDwelling(work: Work, dwelling: Dwelling): Promise<void> {
  for (;;) {
    const { grid } = dwelling;
    await work.sql('select from grid where id = ? for key share', [grid]);
    await work.sql('select from dwelling where id = ? for no key update', [dwelling.id]);
    await work.em.refresh(dwelling);
    if (dwelling.grid === grid) return;
  }
}

/** Makes commands about the same people wait for each other. After the homes, where both are locked. */
export async function lockPeople(work: Work, people: readonly string[]): Promise<void> {
  for (const person of [...new Set(people)].sort()) await work.sql('select pg_advisory_xact_lock(hashtextextended(?, 5))', [person]);
}

interface Homes {
  readonly dwellings?: readonly Dwelling[];
  readonly households?: readonly Household[];
  readonly residents?: readonly Resident[];
}

/**
 * Locks dwellings, households with the dwellings they live in, and residents with theirs, until the transaction ends. They are read anew: what may be
 * done is decided after this.
 */
export async function lockHomes(work: Work, { dwellings = [], households = [], residents = [] }: Homes): Promise<void> {
  const people = residents.map(({ person }) => person);
  for (let locked: readonly string[] | null = null; ; ) {
    for (const row of [...households, ...residents]) await work.em.refresh(row);
    const residences = await work.em.find(Occupancy, { person: { $in: people }, main: true, validTo: null }, { refresh: true });
    const homes = new Set([...dwellings.map(({ id }) => id), ...[...households, ...residences].map(({ dwelling }) => dwelling)]);
    if (locked && [...homes].every((home) => locked!.includes(home))) return;
    locked = [...homes].sort();
    for (const id of locked) await lockDwelling(work, await work.em.findOneOrFail(Dwelling, { id }));
    await lockPeople(work, people);
  }
}

export interface NewOccupancy {
  readonly kind: OccupancyKind;
  readonly main: boolean;
  readonly peopleHouseStatus: PeopleHouseStatus;
  readonly source: OccupancySource;
  readonly from: string;
  /** Seen on the spot by who records it. */
  readonly isVerified: boolean;
}

/** A person has to do with a dwelling from a day on. What they already had to do with it ends that day. `field` is that of the day. */
export async function addOccupancy(
  work: Work,
  person: string,
  dwelling: Dwelling,
  { from, isVerified, ...facts }: NewOccupancy,
  field = 'from',
): Promise<Occupancy> {
  const { main } = facts;
  if (main && facts.kind === 'OWNER')
    refuse(
      'INVALID',
      'An OWNER lives elsewhere; an OWNER_OCCUPIER lives there. 产权人（不住）住在别处；住在此处的应为产权人自住。',
      'occupancyKind',
    );
  const others = await work.em.find(Occupancy, { person, $or: [{ dwelling: dwelling.id }, { main: true }] });
  const residence = others.find((other) => other.main && other.validTo == null);
  if (main && residence)
    refuse('INVALID', 'The person already lives in another dwelling; end that first. 该人员已住在其他房屋，请先办理迁出。', field);
  if (residence?.dwelling === dwelling.id) refuse('INVALID', 'They live there. 其现住此处。', 'dwellingId');
  for (const before of others.filter((other) => other.dwelling === dwelling.id)) {
    if (before.validTo == null && before.validFrom <= from) before.validTo = from;
    else if (before.validTo == null || before.validTo > from)
      refuse('INVALID', 'The person already has to do with this dwelling from {begin} on. 该人员自 {begin} 起已与此房屋关联。', field, {
        begin: before.validFrom,
      });
  }
  const lived = others.find((other) => main && other.main && other.validTo != null && other.validTo > from);
  if (lived) refuse('INVALID', 'The person lived elsewhere until {end}. 该人员在 {end} 之前住在别处。', field, { end: lived.validTo! });
  // The database lets occupancies of one person and dwelling not overlap: the one that ended is written first.
  await work.em.flush();
  return work.em.create(Occupancy, {
    id: newId(jurisdictionNumberOf(dwelling.id)),
    jurisdictionId: dwelling.jurisdictionId,
    person,
    dwelling: dwelling.id,
    ...facts,
    verifiedAt: isVerified ? work.now() : null,
    verifiedBy: isVerified ? work.viewer.person : null,
    validFrom: from,
    validTo: null,
    place: dwelling.place,
  });
}

/** Ends where a person lives; null where they live nowhere. */
export async function endResidence(work: Work, person: string, on: string): Promise<Occupancy | null> {
  const residence = await work.em.findOne(Occupancy, { person, main: true, validTo: null });
  if (!residence) return null;
  if (on < residence.validFrom)
    refuse('INVALID', 'The person has lived there only since {begin}. 该人员自 {begin} 起才住在该处。', 'on', {
      begin: residence.validFrom,
    });
  residence.validTo = on;
  await work.em.flush();
  return residence;
}

/** FORBIDDEN unless the viewer may take a resident from where they live now. */
export function demandMayMove(work: Work, resident: Resident): void {
  demand(mayRegister(work.viewer, resident.place), 'You move only people who live in your own grids. 只能为居住在您网格内的人员办理迁移。');
}

export interface Stay {
  /** What they are said to have to do with the dwelling; null: as it is where they live there already, else as usual. */
  readonly kind: OccupancyKind | null;
  readonly usual: OccupancyKind;
  readonly on: string;
}

/** A resident, whose home is locked, lives in a dwelling from a day on; the counts of grids follow. */
export async function moveResident(work: Work, resident: Resident, dwelling: Dwelling, { kind, usual, on }: Stay): Promise<void> {
  const current = await work.em.findOne(Occupancy, { person: resident.person, main: true, validTo: null });
  if (current?.dwelling === dwelling.id && (kind ?? current.kind) === current.kind) return;
  await endResidence(work, resident.person, on);
  await addOccupancy(
    work,
    resident.person,
    dwelling,
    { kind: kind ?? usual, main: true, peopleHouseStatus: 'PRESENT', source: 'VISIT', from: on, isVerified: true },
    'on',
  );
  resident.status = 'ACTIVE';
  await placePeople(work, [resident.person], dwelling);
  if (current) {
    await updateStatus(work, current.dwelling);
    await addToCounts(work, current.place, { householdCount: 0, residentCount: -1 });
  }
  await updateStatus(work, dwelling.id);
  await addToCounts(work, dwelling.place, { householdCount: 0, residentCount: 1 });
}

/** Where people, or a household, lie from now on; null is nowhere. */
export type Home = { readonly place: Place; readonly addressKey: string } | null;

const marks = (items: readonly unknown[]): string => items.map(() => '?').join(', ');

/** Puts people, and what is about them, where they live. */
export async function placePeople(work: Work, people: readonly string[], home: Home): Promise<void> {
  if (people.length === 0) return;
  await work.em.flush();
  const place = home?.place ?? null;
  await work.sql(`update person set place = ? where id in (${marks(people)})`, [place, ...people]);
  await work.sql(`update resident set place = ?, address_key = ? where person_id in (${marks(people)})`, [
    place,
    home?.addressKey ?? '',
    ...people,
  ]);
  for (const { table, isOf } of placedWith(work, 'Person'))
    await work.sql(`update ${table} set place = ? where ${isOf(marks(people))}`, [place, ...people]);
}

/** Puts a household, and what is about it, where its dwelling is. */
export async function placeHousehold(work: Work, household: Household, dwelling: Dwelling): Promise<void> {
  household.dwelling = dwelling.id;
  household.place = dwelling.place;
  household.addressKey = dwelling.addressKey;
  await work.em.flush();
  for (const { table, isOf } of placedWith(work, 'Household'))
    await work.sql(`update ${table} set place = ? where ${isOf('?')}`, [dwelling.place, household.id]);
}

/** Whether a dwelling has a main household today. */
export const hasMainHousehold = async (work: Work, dwelling: string): Promise<boolean> =>
  (await work.em.count(Household, { dwelling, main: true, dissolvedOn: null })) > 0;

/** Where the main household of a dwelling was dissolved or has moved, the oldest one left becomes the main one. */
export async function replaceMainHousehold(work: Work, dwelling: string): Promise<void> {
  if (await hasMainHousehold(work, dwelling)) return;
  const oldest = { orderBy: { formedOn: 'asc', id: 'asc' }, refresh: true } as const;
  const next = await work.em.findOne(Household, { dwelling, dissolvedOn: null }, oldest);
  if (next) next.main = true;
  await work.em.flush();
}

/** Keeps the status of a dwelling in step with who lives in it. */
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
