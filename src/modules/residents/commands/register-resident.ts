import { demand } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import { fail, ok } from '../../../kernel/result.js';
import { nameWords } from '../../../kernel/search.js';
import { optionalTextOf } from '../../../kernel/text.js';
import type { Command, Idempotent } from '../../../work/command.js';
import { addToCounts } from '../../grids/commands/counts.js';
import { jurisdictionOf } from '../../organisations/commands/find.js';
import { Dwelling } from '../address.entity.js';
import { Resident } from '../household.entity.js';
import { mayRegister } from '../resident.policy.js';
import type {
  HouseholdKind,
  HouseholdRelation,
  OccupancyKind,
  OccupancySource,
  PeopleHouseStatus,
  ResidentType,
} from '../resident.terms.js';
import { findDwelling, findHousehold, pastDay } from './find.js';
import { form, join } from './form.js';
import { type IdentityInput, identify } from './identify.js';
import { type ProfileInput, profileOf } from './profile.js';
import { hold, linkTo, settlePeople, updateStatus } from './residence.js';

export interface RegisterResident extends Idempotent, ProfileInput, IdentityInput {
  /** Forms a household there. */
  readonly dwellingId?: string | null;
  /** Joins this household. */
  readonly householdId?: string | null;
  readonly residentType: ResidentType;
  readonly relation?: HouseholdRelation | null;
  readonly householdKind?: HouseholdKind | null;
  readonly origin?: string | null;
  readonly occupancyKind?: OccupancyKind | null;
  readonly peopleHouseStatus?: PeopleHouseStatus | null;
  readonly source?: OccupancySource | null;
  readonly from?: string | null;
}

/**
 * Takes somebody down as a resident: who they are, where they live, and to which household they belong. What is seen on a home visit counts as
 * verified.
 */
export const registerResident: Command<RegisterResident> = async (work, input) => {
  if ((input.dwellingId == null) === (input.householdId == null))
    return fail('INVALID', 'Give exactly one of dwellingId, to form a household, and householdId, to join one.', 'dwellingId');
  const joined = input.householdId == null ? null : await findHousehold(work, input.householdId, 'householdId');
  const chosen = joined ? null : await findDwelling(work, input.dwellingId!, 'dwellingId');
  await hold(work, { households: joined ? [joined] : [], dwellings: chosen ? [chosen] : [] });
  const dwelling = chosen ?? (await work.em.findOneOrFail(Dwelling, { id: joined!.dwelling }));
  demand(mayRegister(work.viewer, dwelling.place), 'Only grid staff and community cadres register residents, in their own grids.');
  if (joined?.dissolvedOn) return fail('WRONG_STATE', 'The household was dissolved.', 'householdId');
  const from = pastDay(work, input.from, 'from');
  if (!from.ok) return from;
  const profile = profileOf(work, input);
  if (!profile.ok) return profile;
  const origin = optionalTextOf(input.origin, 'origin', 100);
  if (!origin.ok) return origin;

  const person = await identify(work, input);
  if (!person.ok) return person;
  const household =
    joined ??
    (await form(work, dwelling, person.value.id, { kind: input.householdKind ?? 'GENERAL', origin: origin.value, on: from.value }));
  const relation = joined ? (input.relation ?? 'OTHER_RELATIVE') : 'HEAD';
  if (joined && relation === 'HEAD') return fail('INVALID', 'The household has a head.', 'relation');
  const member = await join(work, household, person.value.id, relation, from.value, {
    person: input.personId == null ? 'idNumber' : 'personId',
    day: 'from',
  });
  if (!member.ok) return member;
  const source = input.source ?? 'VISIT';
  const link = await linkTo(work, person.value.id, dwelling, {
    kind: input.occupancyKind ?? (joined ? 'FAMILY' : 'OWNER_OCCUPIER'),
    main: true,
    peopleHouseStatus: input.peopleHouseStatus ?? 'PRESENT',
    source,
    from: from.value,
    verified: source === 'VISIT',
  });
  if (!link.ok) return link;

  const known = await work.em.findOne(Resident, { person: person.value.id });
  const facts = { ...profile.value, status: 'ACTIVE' as const, residentType: input.residentType, words: nameWords(person.value.name) };
  const resident = known
    ? Object.assign(known, facts)
    : work.em.create(Resident, {
        id: newId(jurisdictionOf(work).number),
        jurisdictionId: dwelling.jurisdictionId,
        person: person.value.id,
        gender: null,
        birthDate: null,
        employment: null,
        occupation: null,
        tags: [],
        ...facts,
        addressKey: dwelling.addressKey,
        place: dwelling.place,
      });
  await settlePeople(work, [person.value.id], dwelling);
  await updateStatus(work, dwelling.id);
  await addToCounts(work, dwelling.place, { householdCount: joined ? 0 : 1, residentCount: 1 });
  return ok({ id: resident.id });
};
