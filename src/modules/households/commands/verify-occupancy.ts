import { demand } from '../../../kernel/errors.js';
import { refuse } from '../../../kernel/result.js';
import { demandVersion, findSeen } from '../../../work/find.js';
import { oneOf, optional, versionOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { mayRegister, NOT_REGISTRAR } from '../../addresses/address.policy.js';
import { Occupancy } from '../household.entity.js';
import { OccupancySourceEnum, occupancyPayload, PeopleHouseStatusEnum } from '../household.type.js';

export const verifyOccupancy = verb(
  'verifyOccupancy',
  {
    does: 'Confirms that a person still has to do with a dwelling, and whether they live where they are registered. 核实人房关联',
    answers: occupancyPayload,
    takes: {
      ...versionOf('Occupancy'),
      peopleHouseStatus: optional(oneOf(PeopleHouseStatusEnum, 'What was found; as before if left out. 人户状态')),
      source: oneOf(OccupancySourceEnum, 'How it was found out. 核实来源'),
    },
    async may(work, { id, version }) {
      const occupancy = await findSeen(work, Occupancy, id);
      demand(mayRegister(work.viewer, occupancy.place), NOT_REGISTRAR);
      demandVersion(occupancy, version);
      return occupancy;
    },
  },
  async (work, { source, peopleHouseStatus }, occupancy) => {
    if (occupancy.validTo != null) refuse('WRONG_STATE', 'It ended on {end}. 已于 {end} 结束。', 'id', { end: occupancy.validTo });
    occupancy.verifiedAt = work.now();
    occupancy.verifiedBy = work.viewer.person;
    occupancy.source = source;
    if (peopleHouseStatus !== null) occupancy.peopleHouseStatus = peopleHouseStatus;
    return { id: occupancy.id };
  },
);
