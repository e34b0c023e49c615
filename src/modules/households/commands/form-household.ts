import { dayOf } from '../../../kernel/clock.js';
import { demand } from '../../../kernel/errors.js';
import { findSeen } from '../../../work/find.js';
import { demands, id, inputObject, listOf, oneOf, optional, optionalText, part, pastDay } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { Dwelling } from '../../addresses/address.entity.js';
import { mayRegister, NOT_REGISTRAR } from '../../addresses/address.policy.js';
import { addToCounts } from '../../grids/commands/counts.js';
import { Resident } from '../household.entity.js';
import type { HouseholdRelation } from '../household.terms.js';
import { HouseholdKindEnum, HouseholdRelationEnum, householdPayload, OccupancyKindEnum } from '../household.type.js';
import { addMember, createHousehold, leaveCurrentHousehold } from './membership.js';
import { demandMayMove, lockHomes, moveResident } from './residence.js';

const memberInput = inputObject(
  'HouseholdMemberInput',
  'A resident, and what they are to the head. 户成员',
  {
    residentId: id('Resident', 'The resident. 居民'),
    relation: oneOf(HouseholdRelationEnum, 'What they are to the head. 与户主关系'),
  },
  demands(({ relation }) => relation !== 'HEAD', 'INVALID', 'The head is named by headId. 户主由 headId 指定。', 'relation'),
);

/** They leave the households they belonged to, and live in the dwelling from that day on. */
export const formHousehold = verb(
  'formHousehold',
  {
    does: 'Residents form a household of their own. 立户（分户）',
    answers: householdPayload,
    takes: {
      dwellingId: id('Dwelling', 'Where they live. 房屋'),
      headId: id('Resident', 'The resident who heads it. 户主'),
      members: optional(listOf(part(memberInput, 'The others. 其他成员'), { max: 20 })),
      kind: optional(oneOf(HouseholdKindEnum, 'GENERAL if left out. 户类型')),
      origin: optionalText(100, 'Where it comes from. 来源'),
      occupancyKind: optional(oneOf(OccupancyKindEnum, 'What they have to do with the dwelling. 居住关系')),
      on: optional(pastDay('The first day; today if left out. 立户日期')),
    },
    rules: [
      demands(
        ({ headId, members }) => new Set([headId, ...idsOf(members)]).size === 1 + (members?.length ?? 0),
        'INVALID',
        'Somebody is named twice. 有人员重复。',
        'members',
      ),
    ],
    async may(work, { dwellingId, headId, members }) {
      const dwelling = await findSeen(work, Dwelling, dwellingId);
      demand(mayRegister(work.viewer, dwelling.place), NOT_REGISTRAR);
      const people: { readonly resident: Resident; readonly relation: HouseholdRelation }[] = [
        { resident: await findSeen(work, Resident, headId), relation: 'HEAD' },
      ];
      for (const { residentId, relation } of members ?? []) people.push({ resident: await findSeen(work, Resident, residentId), relation });
      await lockHomes(work, { dwellings: [dwelling], residents: people.map(({ resident }) => resident) });
      // Asked again: it may have come to lie in another grid.
      demand(mayRegister(work.viewer, dwelling.place), NOT_REGISTRAR);
      for (const { resident } of people) demandMayMove(work, resident);
      return { dwelling, people };
    },
  },
  async (work, input, { dwelling, people }) => {
    const on = input.on ?? dayOf(work.now());
    for (const { resident } of people) await leaveCurrentHousehold(work, resident, on);
    const head = people[0]!.resident.person;
    const household = await createHousehold(work, dwelling, head, { kind: input.kind ?? 'GENERAL', origin: input.origin, on });
    for (const { resident, relation } of people) {
      await addMember(work, household, resident.person, relation, on, { person: 'headId', day: 'on' });
      const usual = relation === 'HEAD' ? 'OWNER_OCCUPIER' : 'FAMILY';
      await moveResident(work, resident, dwelling, { kind: input.occupancyKind, usual, on });
    }
    await work.em.flush();
    await addToCounts(work, dwelling.place, { householdCount: 1, residentCount: 0 });
    return { id: household.id };
  },
);

const idsOf = (members: readonly { readonly residentId: string }[] | null) => (members ?? []).map(({ residentId }) => residentId);
