import { demand } from '../../../kernel/errors.js';
import { fail, ok } from '../../../kernel/result.js';
import { type Command, conflict, type Idempotent } from '../../../work/command.js';
import { addToCounts } from '../../grids/commands/counts.js';
import { Dwelling } from '../address.entity.js';
import { HouseholdMember, Occupancy } from '../household.entity.js';
import { mayRegister } from '../resident.policy.js';
import type { OccupancyKind } from '../resident.terms.js';
import { findDwelling, findHousehold, pastDay } from './find.js';
import { endResidence, followMain, hold, lacksMain, linkTo, lockPeople, settleHousehold, settlePeople, updateStatus } from './residence.js';

export interface MoveHousehold extends Idempotent {
  readonly id: string;
  readonly version?: number | null;
  readonly dwellingId: string;
  /** What the head has to do with the new dwelling; the others are family. */
  readonly occupancyKind?: OccupancyKind | null;
  readonly on?: string | null;
}

/** A household moves to another dwelling, with all members who live with it. Its visits, care and help go along. */
export const moveHousehold: Command<MoveHousehold> = async (work, input) => {
  const household = await findHousehold(work, input.id, 'id');
  const dwelling = await findDwelling(work, input.dwellingId, 'dwellingId');
  await hold(work, { households: [household], dwellings: [dwelling] });
  const may = mayRegister(work.viewer, household.place) && mayRegister(work.viewer, dwelling.place);
  demand(may, 'Only grid staff and community cadres move households, from and to their own grids.');
  if (input.version != null && input.version !== household.version) return conflict();
  if (household.dissolvedOn) return fail('WRONG_STATE', 'The household was dissolved.', 'id');
  const before = await work.em.findOneOrFail(Dwelling, { id: household.dwelling });
  if (before.id === dwelling.id) return ok({ id: household.id });
  const on = pastDay(work, input.on, 'on');
  if (!on.ok) return on;

  const members = await work.em.find(HouseholdMember, { household: household.id, validTo: null });
  const together = [household.formedOn, ...members.map(({ validFrom }) => validFrom)].sort().at(-1)!;
  if (on.value < together) return fail('INVALID', `Its members have belonged together only since ${together}.`, 'on');
  const people = members.map(({ person }) => person);
  await lockPeople(work, people);
  const residents = (await work.em.find(Occupancy, { person: { $in: people }, dwelling: before.id, main: true, validTo: null })).map(
    ({ person }) => person,
  );
  for (const person of residents) {
    const ended = await endResidence(work, person, on.value);
    if (!ended.ok) return ended;
    const kind = person === household.head ? (input.occupancyKind ?? 'OWNER_OCCUPIER') : 'FAMILY';
    const link = await linkTo(
      work,
      person,
      dwelling,
      { kind, main: true, peopleHouseStatus: 'PRESENT', source: 'VISIT', from: on.value, verified: true },
      'on',
    );
    if (!link.ok) return link;
  }
  household.main = await lacksMain(work, dwelling.id);
  await settleHousehold(work, household, dwelling);
  await settlePeople(work, residents, dwelling);
  await followMain(work, before.id);
  await updateStatus(work, before.id);
  await updateStatus(work, dwelling.id);
  await addToCounts(work, before.place, { householdCount: -1, residentCount: -residents.length });
  await addToCounts(work, dwelling.place, { householdCount: 1, residentCount: residents.length });
  return ok({ id: household.id });
};
