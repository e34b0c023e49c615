import { demand } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import { segment } from '../../../kernel/place.js';
import { refuse } from '../../../kernel/result.js';
import { findSeen } from '../../../work/find.js';
import { id, typedText } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { Grid } from '../../grids/grid.entity.js';
import { jurisdictionOf, lockTree } from '../../organisations/commands/find.js';
import { Building, Estate, Stairwell } from '../address.entity.js';
import { mayKeepAddresses, NOT_ADDRESS_KEEPER } from '../address.policy.js';
import { stairwellPayload } from '../address.type.js';
import { findSame } from './siblings.js';

/** Registers a stairwell of a building, in a grid of the building's community. It takes the next place below the grid. */
export const registerStairwell = verb(
  'registerStairwell',
  {
    does: 'Registers a stairwell of a building, in a grid. 登记楼道',
    answers: stairwellPayload,
    takes: {
      buildingId: id('Building', 'The building. 楼栋'),
      number: typedText(20, 'As it stands at the door: 2单元. Unique in the building. 单元号'),
      gridId: id('Grid', 'The grid it lies in. 所在网格'),
    },
    async may(work, { buildingId, gridId }) {
      const building = await findSeen(work, Building, buildingId);
      const grid = await findSeen(work, Grid, gridId);
      demand(mayKeepAddresses(work.viewer, grid.place), NOT_ADDRESS_KEEPER);
      return { building, grid };
    },
  },
  async (work, { number }, { building, grid }) => {
    const jurisdiction = jurisdictionOf(work);
    await lockTree(work, jurisdiction.id);
    await work.em.refresh(grid);
    const estate = await work.em.findOneOrFail(Estate, { id: building.estate });
    if (grid.status !== 'ACTIVE') refuse('INVALID', 'The grid is no longer at work. 该网格已撤销。', 'gridId');
    if (grid.community !== estate.community)
      refuse('INVALID', "The grid belongs to another community than the building's estate. 该网格与楼栋所在小区不属于同一社区。", 'gridId');
    const same = await findSame(work, number, 'select number from stairwell where building_id = ?', [building.id]);
    if (same !== undefined)
      refuse('INVALID', 'The building already has a stairwell {number}. 该楼栋已有楼道“{number}”。', 'number', { number: same });

    const stairwell = work.em.create(Stairwell, {
      id: newId(jurisdiction.number),
      jurisdictionId: jurisdiction.id,
      building: building.id,
      number,
      grid: grid.id,
      place: grid.place + segment(++grid.childCount),
    });
    work.emit({ topic: 'directory', jurisdictionId: jurisdiction.id, payload: { reason: 'registerStairwell' } });
    return { id: stairwell.id };
  },
);
