import { dayOf } from '../../../kernel/clock.js';
import { demand } from '../../../kernel/errors.js';
import { refuse } from '../../../kernel/result.js';
import { demandVersion, findSeen } from '../../../work/find.js';
import { demands, id, oneOf, optional, pastDay, versionOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { Dwelling } from '../../addresses/address.entity.js';
import { mayRegister, NOT_REGISTRAR } from '../../addresses/address.policy.js';
import { Household, Resident } from '../household.entity.js';
import { HouseholdRelationEnum, householdPayload, OccupancyKindEnum } from '../household.type.js';
import { addMember, leaveCurrentHousehold, membershipOf } from './membership.js';
import { demandMayMove, lockHomes, moveResident } from './residence.js';

/** The household they belonged to before is left. */
export const joinHousehold = verb(
  'joinHousehold',
  {
    does: 'A resident joins a household and lives with it. 入户',
    answers: householdPayload,
    takes: {
      ...versionOf('Household'),
      residentId: id('Resident', 'The resident. 居民'),
      relation: oneOf(HouseholdRelationEnum, 'What they are to the head. 与户主关系'),
      occupancyKind: optional(oneOf(OccupancyKindEnum, 'FAMILY if left out. 居住关系')),
      on: optional(pastDay('The first day; today if left out. 加入日期')),
    },
    rules: [demands(({ relation }) => relation !== 'HEAD', 'INVALID', 'The household already has a head. 该户已有户主。', 'relation')],
    async may(work, { id, version, residentId }) {
      const household = await findSeen(work, Household, id);
      demand(mayRegister(work.viewer, household.place), NOT_REGISTRAR);
      const resident = await findSeen(work, Resident, residentId);
      await lockHomes(work, { households: [household], residents: [resident] });
      // Asked again: it may have moved.
      demand(mayRegister(work.viewer, household.place), NOT_REGISTRAR);
      demandMayMove(work, resident);
      demandVersion(household, version);
      return { household, resident };
    },
  },
  async (work, input, { household, resident }) => {
    if (household.dissolvedOn) refuse('WRONG_STATE', 'The household was dissolved. 该户已销户。', 'id');
    if ((await membershipOf(work, resident.person))?.household === household.id)
      refuse('INVALID', 'The person already belongs to it. 该人员已属于该户。', 'residentId');
    const on = input.on ?? dayOf(work.now());
    await leaveCurrentHousehold(work, resident, on);
    await addMember(work, household, resident.person, input.relation, on, { person: 'residentId', day: 'on' });
    const dwelling = await work.em.findOneOrFail(Dwelling, { id: household.dwelling });
    await moveResident(work, resident, dwelling, { kind: input.occupancyKind, usual: 'FAMILY', on });
    household.updatedAt = work.now();
    return { id: household.id };
  },
);
