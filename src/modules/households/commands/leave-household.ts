import { dayOf } from '../../../kernel/clock.js';
import { demand, notFound } from '../../../kernel/errors.js';
import { demandVersion, findSeen } from '../../../work/find.js';
import { id, oneOf, optional, pastDay, versionOf } from '../../../work/input.js';
import { endWith } from '../../../work/keeps.js';
import { verb } from '../../../work/verb.js';
import { mayRegister, NOT_REGISTRAR } from '../../addresses/address.policy.js';
import { addToCounts } from '../../grids/commands/counts.js';
import { Household, HouseholdMember, Resident } from '../household.entity.js';
import { DepartureEnum, householdPayload } from '../household.type.js';
import { afterDissolution, removeMember } from './membership.js';
import { endResidence, lockHomes, placePeople, updateStatus } from './residence.js';

/** They no longer live here, and their care and help ends. When the last member leaves, the household is dissolved. */
export const leaveHousehold = verb(
  'leaveHousehold',
  {
    does: 'A member moves away or has died. 离户',
    answers: householdPayload,
    takes: {
      ...versionOf('Household'),
      residentId: id('Resident', 'The resident. 居民'),
      reason: oneOf(DepartureEnum, 'Why. 原因'),
      on: optional(pastDay('The first day on which they no longer belong to it; today if left out. 离开日期')),
      newHeadId: optional(
        id('Resident', 'The resident who heads it from then on, where the head leaves; who has belonged to it longest if left out. 新户主'),
      ),
    },
    async may(work, { id, version, residentId, newHeadId }) {
      const household = await findSeen(work, Household, id);
      demand(mayRegister(work.viewer, household.place), NOT_REGISTRAR);
      const resident = await findSeen(work, Resident, residentId);
      const newHead = newHeadId === null ? null : await findSeen(work, Resident, newHeadId);
      await lockHomes(work, { households: [household], residents: [resident] });
      // Asked again: it may have moved.
      demand(mayRegister(work.viewer, household.place), NOT_REGISTRAR);
      demandVersion(household, version);
      const member = await work.em.findOne(HouseholdMember, { household: household.id, person: resident.person, validTo: null });
      if (!member) throw notFound('HouseholdMember');
      return { household, resident, member, newHead };
    },
  },
  async (work, input, { household, resident, member, newHead }) => {
    const on = input.on ?? dayOf(work.now());
    await removeMember(work, member, household, on, newHead?.person ?? null);
    const residence = await endResidence(work, resident.person, on);
    const reason = input.reason === 'DECEASED' ? 'DECEASED' : 'MOVED_AWAY';
    await endWith(work, 'Person', { id: resident.person, day: on, reason });
    resident.status = input.reason;
    household.updatedAt = work.now();
    await placePeople(work, [resident.person], null);
    if (residence) {
      await updateStatus(work, residence.dwelling);
      await addToCounts(work, residence.place, { householdCount: 0, residentCount: -1 });
    }
    if (household.dissolvedOn) await afterDissolution(work, household, reason);
    return { id: household.id };
  },
);
