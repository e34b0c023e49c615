import { demand, notFound } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import { fail, ok, type Result } from '../../../kernel/result.js';
import { addressWords, orderKey } from '../../../kernel/search.js';
import { textOf } from '../../../kernel/text.js';
import { uuidOf } from '../../../read/value.js';
import type { Command, Idempotent, Work } from '../../../work/command.js';
import { Grid } from '../../grids/grid.entity.js';
import { jurisdictionOf } from '../../organisations/commands/find.js';
import { Building, Dwelling, Estate, type Stairwell } from '../address.entity.js';
import { mayRegister } from '../resident.policy.js';
import type { DwellingUse } from '../resident.terms.js';
import { findBuilding, findStairwell } from './find.js';

export interface RegisterDwelling extends Idempotent {
  readonly stairwellId?: string | null;
  /** Where the building has no stairwells: with gridId. */
  readonly buildingId?: string | null;
  readonly gridId?: string | null;
  readonly room: string;
  readonly floor?: number | null;
  readonly use?: DwellingUse | null;
}

/** Puts a dwelling on the register: of a stairwell, or of a building without stairwells in a grid. */
export const registerDwelling: Command<RegisterDwelling> = async (work, input) => {
  const jurisdiction = jurisdictionOf(work);
  const site = await siteOf(work, input);
  if (!site.ok) return site;
  const { building, stairwell, grid } = site.value;
  const place = stairwell?.place ?? grid.place;
  demand(mayRegister(work.viewer, place), 'Only grid staff and community cadres register dwellings, in their own grids.');
  // The grid is not drawn anew while the dwelling copies its place.
  await work.sql('select from grid where id = ? for key share', [grid.id]);
  await work.em.refresh(grid);
  if (stairwell) await work.em.refresh(stairwell);
  if (grid.status !== 'ACTIVE') return fail('INVALID', 'The grid is no longer at work.', 'gridId');
  const room = textOf(input.room, 'room', 20);
  if (!room.ok) return room;
  const taken = await work.em.count(Dwelling, { building: building.id, stairwell: stairwell?.id ?? null, room: room.value });
  if (taken > 0) return fail('INVALID', `There already is a dwelling ${room.value}.`, 'room');

  const estate = await work.em.findOneOrFail(Estate, { id: building.estate });
  const dwelling = work.em.create(Dwelling, {
    id: newId(jurisdiction.number),
    jurisdictionId: jurisdiction.id,
    building: building.id,
    stairwell: stairwell?.id ?? null,
    grid: grid.id,
    floor: input.floor ?? null,
    room: room.value,
    ...addressOf(estate.name, [building.number, ...(stairwell ? [stairwell.number] : []), room.value]),
    use: input.use ?? 'RESIDENTIAL',
    status: 'UNKNOWN',
    place: stairwell?.place ?? grid.place,
  });
  return ok({ id: dwelling.id });
};

/** An address in one line, and how it is sorted and found. */
export const addressOf = (estate: string, parts: readonly string[]) => ({
  address: estate + parts.join(''),
  // Of 3号楼 the number sorts; what follows it is the same everywhere.
  addressKey: [orderKey(estate), ...parts.map((part) => orderKey(part).replace(/( [a-z]+)+$/, ''))].join(' '),
  words: addressWords(estate, parts.join('')),
});

interface Site {
  readonly building: Building;
  readonly stairwell: Stairwell | null;
  readonly grid: Grid;
}

async function siteOf(work: Work, { stairwellId, buildingId, gridId }: RegisterDwelling): Promise<Result<Site>> {
  if (stairwellId != null) {
    if (buildingId != null || gridId != null)
      return fail('INVALID', 'A stairwell tells building and grid; leave buildingId and gridId out.', 'stairwellId');
    const stairwell = await findStairwell(work, stairwellId, 'stairwellId');
    const building = await work.em.findOneOrFail(Building, { id: stairwell.building });
    return ok({ building, stairwell, grid: await work.em.findOneOrFail(Grid, { id: stairwell.grid }) });
  }
  if (buildingId == null || gridId == null) return fail('REQUIRED', 'Give stairwellId, or buildingId and gridId.', 'stairwellId');
  const building = await findBuilding(work, buildingId, 'buildingId');
  const grid = await work.em.findOne(Grid, { id: uuidOf(gridId, 'gridId', 'Grid') });
  if (!grid) throw notFound('Grid');
  const { community } = await work.em.findOneOrFail(Estate, { id: building.estate });
  return grid.community === community
    ? ok({ building, stairwell: null, grid })
    : fail('INVALID', "The grid belongs to another community than the building's estate.", 'gridId');
}
