import { demand } from '../../../kernel/errors.js';
import { fail, ok } from '../../../kernel/result.js';
import { optionalTextOf } from '../../../kernel/text.js';
import type { Command, Idempotent } from '../../../work/command.js';
import { addToCounts } from '../../grids/commands/counts.js';
import type { Resident } from '../household.entity.js';
import { mayRegister } from '../resident.policy.js';
import type { HouseholdKind, HouseholdRelation, OccupancyKind } from '../resident.terms.js';
import { demandFrom, NOT_THEIRS, rehouse, takeOut } from './bring.js';
import { findDwelling, findResident, pastDay } from './find.js';
import { form, join } from './form.js';
import { hold } from './residence.js';

export interface FormHousehold extends Idempotent {
  readonly dwellingId: string;
  /** The resident who heads it. */
  readonly headId: string;
  readonly members?: readonly { readonly residentId: string; readonly relation: HouseholdRelation }[] | null;
  readonly kind?: HouseholdKind | null;
  readonly origin?: string | null;
  readonly occupancyKind?: OccupancyKind | null;
  readonly on?: string | null;
}

const MOST_MEMBERS = 20;

/** Residents form a household of their own (分户): they leave the households they belonged to, and live in the dwelling from that day on. */
export const formHousehold: Command<FormHousehold> = async (work, input) => {
  const dwelling = await findDwelling(work, input.dwellingId, 'dwellingId');
  demand(mayRegister(work.viewer, dwelling.place), NOT_THEIRS);
  const members = input.members ?? [];
  if (members.length > MOST_MEMBERS) return fail('TOO_LONG', `members takes up to ${MOST_MEMBERS}.`, 'members');
  if (members.some(({ relation }) => relation === 'HEAD')) return fail('INVALID', 'headId names the head.', 'members');
  const people: { resident: Resident; relation: HouseholdRelation }[] = [
    { resident: await findResident(work, input.headId, 'headId'), relation: 'HEAD' },
  ];
  for (const [i, { residentId, relation }] of members.entries())
    people.push({ resident: await findResident(work, residentId, `members.${i}.residentId`), relation });
  if (new Set(people.map(({ resident }) => resident.id)).size < people.length)
    return fail('INVALID', 'Somebody is named twice.', 'members');
  await hold(work, { dwellings: [dwelling], residents: people.map(({ resident }) => resident) });
  demand(mayRegister(work.viewer, dwelling.place), NOT_THEIRS);
  for (const { resident } of people) demandFrom(work, resident);
  const on = pastDay(work, input.on, 'on');
  if (!on.ok) return on;
  const origin = optionalTextOf(input.origin, 'origin', 100);
  if (!origin.ok) return origin;

  for (const { resident } of people) {
    const out = await takeOut(work, resident, on.value);
    if (!out.ok) return out;
  }
  const head = people[0]!.resident.person;
  const household = await form(work, dwelling, head, { kind: input.kind ?? 'GENERAL', origin: origin.value, on: on.value });
  for (const { resident, relation } of people) {
    const member = await join(work, household, resident.person, relation, on.value, { person: 'headId', day: 'on' });
    if (!member.ok) return member;
    const usual = relation === 'HEAD' ? 'OWNER_OCCUPIER' : 'FAMILY';
    const housed = await rehouse(work, resident, dwelling, { kind: input.occupancyKind, usual, on: on.value });
    if (!housed.ok) return housed;
  }
  await work.em.flush();
  await addToCounts(work, dwelling.place, { householdCount: 1, residentCount: 0 });
  return ok({ id: household.id });
};
