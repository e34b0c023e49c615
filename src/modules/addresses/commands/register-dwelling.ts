import { demand } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import { problem, refuse } from '../../../kernel/result.js';
import type { Work } from '../../../work/command.js';
import { findSeen } from '../../../work/find.js';
import { id, int, needed, oneOf, optional, type Rule, typedText } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { Grid } from '../../grids/grid.entity.js';
import { jurisdictionOf } from '../../organisations/commands/find.js';
import { Building, Dwelling, Estate, Stairwell } from '../address.entity.js';
import { addressOf } from '../address.js';
import { mayRegister, NOT_REGISTRAR } from '../address.policy.js';
import { DwellingUseEnum, dwellingPayload } from '../address.type.js';
import { areaField } from './record-dwelling-area.js';
import { findSame } from './siblings.js';

interface SiteInput {
  readonly stairwellId: string | null;
  readonly buildingId: string | null;
  readonly gridId: string | null;
}

const oneSite: Rule<SiteInput> = ({ stairwellId, buildingId, gridId }) => {
  if (stairwellId !== null)
    return buildingId === null && gridId === null
      ? null
      : problem(
          'INVALID',
          'The stairwell determines building and grid; leave buildingId and gridId out. 楼道已确定楼栋和网格，请勿填写 buildingId 和 gridId。',
          'stairwellId',
        );
  return buildingId !== null && gridId !== null
    ? null
    : problem(
        'REQUIRED',
        'Give stairwellId, or buildingId and gridId. 请填写 stairwellId，或同时填写 buildingId 和 gridId。',
        'stairwellId',
      );
};

/** Registers a dwelling of a stairwell, or of a building without stairwells in a grid. */
export const registerDwelling = verb(
  'registerDwelling',
  {
    does: 'Registers a dwelling: of a stairwell, or of a building without stairwells in a grid. 登记房屋',
    answers: dwellingPayload,
    takes: {
      stairwellId: optional(id('Stairwell', 'The stairwell; it determines building and grid. 楼道')),
      buildingId: optional(id('Building', 'The building, where it has no stairwells. 楼栋')),
      gridId: optional(id('Grid', 'With buildingId: the grid it lies in. 所在网格')),
      room: typedText(20, 'Room: 501. Unique at its stairwell or building. 房号'),
      floor: optional(int({}, 'Floor. 楼层')),
      areaSqdm: optional(areaField),
      use: optional(oneOf(DwellingUseEnum, 'What it is used for; RESIDENTIAL if left out. 用途')),
    },
    rules: [needed(oneSite)],
    async may(work, input) {
      const site = await siteOf(work, input);
      demand(mayRegister(work.viewer, (site.stairwell ?? site.grid).place), NOT_REGISTRAR);
      return site;
    },
  },
  async (work, { room, floor, areaSqdm, use }, { building, stairwell, grid }) => {
    const estate = await work.em.findOneOrFail(Estate, { id: building.estate });
    if (grid.community !== estate.community)
      refuse('INVALID', "The grid belongs to another community than the building's estate. 该网格与楼栋所在小区不属于同一社区。", 'gridId');
    // The place of the grid must not change while the dwelling copies it.
    await work.sql('select from grid where id = ? for key share', [grid.id]);
    await work.em.refresh(grid);
    if (stairwell) await work.em.refresh(stairwell);
    if (grid.status !== 'ACTIVE') refuse('INVALID', 'The grid is no longer at work. 该网格已撤销。', 'gridId');
    await work.sql('select from building where id = ? for no key update', [building.id]);
    const same = await findSame(
      work,
      room,
      'select room as number from dwelling where building_id = ? and stairwell_id is not distinct from ?',
      [building.id, stairwell?.id ?? null],
    );
    if (same !== undefined) refuse('INVALID', 'There is already a dwelling {room}. 已有房屋“{room}”。', 'room', { room: same });

    const jurisdiction = jurisdictionOf(work);
    const dwelling = work.em.create(Dwelling, {
      id: newId(jurisdiction.number),
      jurisdictionId: jurisdiction.id,
      building: building.id,
      stairwell: stairwell?.id ?? null,
      grid: grid.id,
      floor,
      room,
      areaSqdm,
      ...addressOf(estate.name, [building.number, ...(stairwell ? [stairwell.number] : []), room]),
      use: use ?? 'RESIDENTIAL',
      status: 'UNKNOWN',
      place: (stairwell ?? grid).place,
    });
    return { id: dwelling.id };
  },
);

interface Site {
  readonly building: Building;
  readonly stairwell: Stairwell | null;
  readonly grid: Grid;
}

async function siteOf(work: Work, { stairwellId, buildingId, gridId }: SiteInput): Promise<Site> {
  if (stairwellId === null)
    return {
      building: await findSeen(work, Building, buildingId!),
      stairwell: null,
      grid: await findSeen(work, Grid, gridId!),
    };
  const stairwell = await findSeen(work, Stairwell, stairwellId);
  const building = await work.em.findOneOrFail(Building, { id: stairwell.building });
  return { building, stairwell, grid: await work.em.findOneOrFail(Grid, { id: stairwell.grid }) };
}
