import { dayOf } from '../../../kernel/clock.js';
import { demand } from '../../../kernel/errors.js';
import { refuse } from '../../../kernel/result.js';
import { demandVersion, findSeen } from '../../../work/find.js';
import { id, oneOf, optional, pastDay, versionOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { Dwelling } from '../../addresses/address.entity.js';
import { mayRegister } from '../../addresses/address.policy.js';
import { addToCounts } from '../../grids/commands/counts.js';
import { Household, HouseholdMember, Occupancy } from '../household.entity.js';
import { householdPayload, OccupancyKindEnum } from '../household.type.js';
import {
  addOccupancy,
  endResidence,
  hasMainHousehold,
  lockHomes,
  lockPeople,
  placeHousehold,
  placePeople,
  replaceMainHousehold,
  updateStatus,
} from './residence.js';

/** All members who live with it come along, and so do its visits, care and help. */
export const moveHousehold = verb(
  'moveHousehold',
  {
    does: 'A household moves to another dwelling. 户迁移',
    answers: householdPayload,
    takes: {
      ...versionOf('Household'),
      dwellingId: id('Dwelling', 'The new dwelling. 新住房'),
      occupancyKind: optional(oneOf(OccupancyKindEnum, 'What the head has to do with it; OWNER_OCCUPIER if left out. 居住关系')),
      on: optional(pastDay('The first day there; today if left out. 迁移日期')),
    },
    async may(work, { id, version, dwellingId }) {
      const household = await findSeen(work, Household, id);
      const dwelling = await findSeen(work, Dwelling, dwellingId);
      await lockHomes(work, { households: [household], dwellings: [dwelling] });
      demand(
        mayRegister(work.viewer, household.place) && mayRegister(work.viewer, dwelling.place),
        'Only grid staff and community cadres move households, from and to their own grids. 只有网格员和社区干部可以在其网格之间办理户迁移。',
      );
      demandVersion(household, version);
      return { household, dwelling };
    },
  },
  async (work, input, { household, dwelling }) => {
    if (household.dissolvedOn) refuse('WRONG_STATE', 'The household was dissolved. 该户已销户。', 'id');
    const before = await work.em.findOneOrFail(Dwelling, { id: household.dwelling });
    if (before.id === dwelling.id) return { id: household.id };
    const on = input.on ?? dayOf(work.now());

    const members = await work.em.find(HouseholdMember, { household: household.id, validTo: null });
    const together = [household.formedOn, ...members.map(({ validFrom }) => validFrom)].sort().at(-1)!;
    if (on < together)
      refuse('INVALID', 'Its members have belonged together only since {begin}. 该户成员自 {begin} 起才同属一户。', 'on', {
        begin: together,
      });
    const people = members.map(({ person }) => person);
    await lockPeople(work, people);
    const occupancies = await work.em.find(Occupancy, { person: { $in: people }, dwelling: before.id, main: true, validTo: null });
    const residents = occupancies.map(({ person }) => person);
    for (const person of residents) {
      await endResidence(work, person, on);
      const kind = person === household.head ? (input.occupancyKind ?? 'OWNER_OCCUPIER') : 'FAMILY';
      await addOccupancy(
        work,
        person,
        dwelling,
        { kind, main: true, peopleHouseStatus: 'PRESENT', source: 'VISIT', from: on, isVerified: true },
        'on',
      );
    }
    household.main = !(await hasMainHousehold(work, dwelling.id));
    await placeHousehold(work, household, dwelling);
    await placePeople(work, residents, dwelling);
    await replaceMainHousehold(work, before.id);
    await updateStatus(work, before.id);
    await updateStatus(work, dwelling.id);
    await addToCounts(work, before.place, { householdCount: -1, residentCount: -residents.length });
    await addToCounts(work, dwelling.place, { householdCount: 1, residentCount: residents.length });
    return { id: household.id };
  },
);
