import { dayOf } from '../../../kernel/clock.js';
import { demand } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import { refuse } from '../../../kernel/result.js';
import { nameWords } from '../../../kernel/search.js';
import { findSeen } from '../../../work/find.js';
import { demands, exactlyOne, id, needed, oneOf, optional, optionalText, pastDay } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { Dwelling } from '../../addresses/address.entity.js';
import { mayRegister, NOT_REGISTRAR } from '../../addresses/address.policy.js';
import { addToCounts } from '../../grids/commands/counts.js';
import { jurisdictionOf } from '../../organisations/commands/find.js';
import { Household, Resident } from '../household.entity.js';
import {
  HouseholdKindEnum,
  HouseholdRelationEnum,
  OccupancyKindEnum,
  OccupancySourceEnum,
  PeopleHouseStatusEnum,
  ResidentTypeEnum,
  residentPayload,
} from '../household.type.js';
import { identify, identityFields, oneIdentity } from './identify.js';
import { addMember, createHousehold } from './membership.js';
import { profileFields, profileOf } from './profile.js';
import { addOccupancy, lockHomes, placePeople, updateStatus } from './residence.js';

/** Who they are, where they live, and to which household they belong. What is seen on a home visit counts as verified. */
export const registerResident = verb(
  'registerResident',
  {
    does: 'Registers a resident: in a dwelling, to form a household there, or in a household, to join it. 登记居民',
    answers: residentPayload,
    takes: {
      ...profileFields,
      dwellingId: optional(id('Dwelling', 'Forms a household in this dwelling. Give this or householdId. 房屋')),
      householdId: optional(id('Household', 'Joins this household. Give this or dwellingId. 户')),
      ...identityFields,
      residentType: oneOf(ResidentTypeEnum, 'Where they are registered. 人口类型'),
      relation: optional(oneOf(HouseholdRelationEnum, 'To the head of the household that they join. 与户主关系')),
      householdKind: optional(oneOf(HouseholdKindEnum, 'Of the household that they form; GENERAL if left out. 户类型')),
      origin: optionalText(100, 'Where the household comes from. 来源'),
      occupancyKind: optional(
        oneOf(OccupancyKindEnum, 'What they have to do with the dwelling; if left out OWNER_OCCUPIER, or FAMILY where they join. 居住关系'),
      ),
      peopleHouseStatus: optional(oneOf(PeopleHouseStatusEnum, 'PRESENT if left out. 人户状态')),
      source: optional(oneOf(OccupancySourceEnum, 'Where it is known from; VISIT if left out, which counts as verified. 信息来源')),
      from: optional(pastDay('Since when they live there; today if left out. 入住日期')),
    },
    rules: [
      needed(exactlyOne('dwellingId', 'householdId')),
      oneIdentity,
      demands(
        ({ householdId, relation }) => householdId === null || relation !== 'HEAD',
        'INVALID',
        'The household already has a head. 该户已有户主。',
        'relation',
      ),
    ],
    async may(work, { dwellingId, householdId }) {
      const joined = householdId === null ? null : await findSeen(work, Household, householdId);
      const chosen = joined ? null : await findSeen(work, Dwelling, dwellingId!);
      await lockHomes(work, { households: joined ? [joined] : [], dwellings: chosen ? [chosen] : [] });
      const dwelling = chosen ?? (await work.em.findOneOrFail(Dwelling, { id: joined!.dwelling }));
      demand(mayRegister(work.viewer, dwelling.place), NOT_REGISTRAR);
      return { joined, dwelling };
    },
  },
  async (work, input, { joined, dwelling }) => {
    if (joined?.dissolvedOn) refuse('WRONG_STATE', 'The household was dissolved. 该户已销户。', 'householdId');
    const from = input.from ?? dayOf(work.now());
    const person = await identify(work, input);
    const household =
      joined ??
      (await createHousehold(work, dwelling, person.id, { kind: input.householdKind ?? 'GENERAL', origin: input.origin, on: from }));
    await addMember(work, household, person.id, joined ? (input.relation ?? 'OTHER_RELATIVE') : 'HEAD', from, {
      person: input.personId === null ? 'idNumber' : 'personId',
      day: 'from',
    });
    const source = input.source ?? 'VISIT';
    await addOccupancy(work, person.id, dwelling, {
      kind: input.occupancyKind ?? (joined ? 'FAMILY' : 'OWNER_OCCUPIER'),
      main: true,
      peopleHouseStatus: input.peopleHouseStatus ?? 'PRESENT',
      source,
      from,
      isVerified: source === 'VISIT',
    });

    const known = await work.em.findOne(Resident, { person: person.id });
    const facts = {
      ...profileOf(input),
      status: 'ACTIVE' as const,
      residentType: input.residentType,
      words: nameWords(person.name),
    };
    const resident = known
      ? Object.assign(known, facts)
      : work.em.create(Resident, {
          id: newId(jurisdictionOf(work).number),
          jurisdictionId: dwelling.jurisdictionId,
          person: person.id,
          gender: null,
          birthDate: null,
          employment: null,
          occupation: null,
          tags: [],
          ...facts,
          addressKey: dwelling.addressKey,
          place: dwelling.place,
        });
    await placePeople(work, [person.id], dwelling);
    await updateStatus(work, dwelling.id);
    await addToCounts(work, dwelling.place, { householdCount: joined ? 0 : 1, residentCount: 1 });
    return { id: resident.id };
  },
);
