import { demand } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import { refuse } from '../../../kernel/result.js';
import { findSeen } from '../../../work/find.js';
import { id, int, optional, typedText } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { pointField as point } from '../../grids/grid.type.js';
import { jurisdictionOf } from '../../organisations/commands/find.js';
import { Building, Estate } from '../address.entity.js';
import { mayKeepAddresses, NOT_ADDRESS_KEEPER } from '../address.policy.js';
import { buildingPayload } from '../address.type.js';
import { findSame } from './siblings.js';

/** Registers a building of an estate. */
export const registerBuilding = verb(
  'registerBuilding',
  {
    does: 'Registers a building of an estate. 登记楼栋',
    answers: buildingPayload,
    takes: {
      estateId: id('Estate', 'The estate. 小区'),
      number: typedText(20, 'As it stands on the wall: 3号楼. Unique in the estate. 楼号'),
      floors: optional(int({ min: 1 }, 'Floors. 层数')),
      floorAreaSqm: optional(int({ min: 1 }, 'Floor area in square metres. 建筑面积（平方米）')),
      location: optional(point('Where it stands. 位置')),
    },
    async may(work, { estateId }) {
      const estate = await findSeen(work, Estate, estateId);
      demand(mayKeepAddresses(work.viewer, estate.place), NOT_ADDRESS_KEEPER);
      return estate;
    },
  },
  async (work, { number, floors, floorAreaSqm, location }, estate) => {
    await work.sql('select from estate where id = ? for no key update', [estate.id]);
    const same = await findSame(work, number, 'select number from building where estate_id = ?', [estate.id]);
    if (same !== undefined)
      refuse('INVALID', 'The estate already has a building {number}. 该小区已有楼栋“{number}”。', 'number', { number: same });
    const jurisdiction = jurisdictionOf(work);
    const building = work.em.create(Building, {
      id: newId(jurisdiction.number),
      jurisdictionId: jurisdiction.id,
      estate: estate.id,
      number,
      floors,
      floorAreaSqm,
      location,
    });
    return { id: building.id };
  },
);
