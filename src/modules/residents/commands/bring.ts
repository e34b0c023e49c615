import { demand } from '../../../kernel/errors.js';
import { ok, type Result } from '../../../kernel/result.js';
import type { Work } from '../../../work/command.js';
import { addToCounts } from '../../grids/commands/counts.js';
import type { Dwelling } from '../address.entity.js';
import { Household, Occupancy, type Resident } from '../household.entity.js';
import { mayRegister } from '../resident.policy.js';
import type { OccupancyKind } from '../resident.terms.js';
import { closeHousehold } from './close.js';
import { membershipOf } from './find.js';
import { leave } from './form.js';
import { endResidence, linkTo, settlePeople, updateStatus } from './residence.js';

/** Said to who may not change a home: before others are looked up, and again when it is held. */
export const NOT_THEIRS = 'Only grid staff and community cadres keep the register, in their own grids.';

/** Whether the viewer may take a resident from where they live now. */
export function demandFrom(work: Work, resident: Resident): void {
  demand(mayRegister(work.viewer, resident.place), 'You move only people who live in your own grids.');
}

/** Takes a resident, who is held, out of the household they belong to, if any. */
export async function takeOut(work: Work, resident: Resident, on: string): Promise<Result<null>> {
  const member = await membershipOf(work, resident.person);
  if (!member) return ok(null);
  const household = await work.em.findOneOrFail(Household, { id: member.household }, { refresh: true });
  const left = await leave(work, member, household, on, null);
  if (!left.ok) return left;
  if (left.value.dissolved) await closeHousehold(work, household, 'OTHER');
  return ok(null);
}

export interface Stay {
  /** What they are said to have to do with the dwelling; if nothing is said it stays as it is where they live there already, else it is the usual. */
  readonly kind: OccupancyKind | null | undefined;
  readonly usual: OccupancyKind;
  readonly on: string;
}

/** Lets a resident, who is held, live in a dwelling from a day on; whatever counts people follows. */
export async function rehouse(work: Work, resident: Resident, dwelling: Dwelling, { kind, usual, on }: Stay): Promise<Result<null>> {
  const current = await work.em.findOne(Occupancy, { person: resident.person, main: true, validTo: null });
  if (current?.dwelling === dwelling.id && (kind ?? current.kind) === current.kind) return ok(null);
  const ended = await endResidence(work, resident.person, on);
  if (!ended.ok) return ended;
  const link = await linkTo(
    work,
    resident.person,
    dwelling,
    { kind: kind ?? usual, main: true, peopleHouseStatus: 'PRESENT', source: 'VISIT', from: on, verified: true },
    'on',
  );
  if (!link.ok) return link;
  resident.status = 'ACTIVE';
  await settlePeople(work, [resident.person], dwelling);
  if (current) {
    await updateStatus(work, current.dwelling);
    await addToCounts(work, current.place, { householdCount: 0, residentCount: -1 });
  }
  await updateStatus(work, dwelling.id);
  await addToCounts(work, dwelling.place, { householdCount: 0, residentCount: 1 });
  return ok(null);
}
