import { demand, notFound } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import { segment } from '../../../kernel/place.js';
import { fail, ok } from '../../../kernel/result.js';
import { textOf } from '../../../kernel/text.js';
import { uuidOf } from '../../../read/value.js';
import type { Command, Idempotent } from '../../../work/command.js';
import { Grid } from '../../grids/grid.entity.js';
import { jurisdictionOf, lockTree } from '../../organisations/commands/find.js';
import { Estate, Stairwell } from '../address.entity.js';
import { mayKeepAddresses } from '../resident.policy.js';
import { findBuilding } from './find.js';

export interface RegisterStairwell extends Idempotent {
  readonly buildingId: string;
  readonly number: string;
  readonly gridId: string;
}

/** Puts a stairwell of a building on the register, in a grid of the building's community. It takes the next place below the grid. */
export const registerStairwell: Command<RegisterStairwell> = async (work, input) => {
  const jurisdiction = jurisdictionOf(work);
  const building = await findBuilding(work, input.buildingId, 'buildingId');
  const grid = await work.em.findOne(Grid, { id: uuidOf(input.gridId, 'gridId', 'Grid') });
  if (!grid) throw notFound('Grid');
  demand(mayKeepAddresses(work.viewer, grid.place), 'Only community cadres and administrators keep the addresses of their community.');
  await lockTree(work, jurisdiction.id);
  await work.em.refresh(grid);
  const estate = await work.em.findOneOrFail(Estate, { id: building.estate });
  if (grid.status !== 'ACTIVE') return fail('INVALID', 'The grid is no longer at work.', 'gridId');
  if (grid.community !== estate.community)
    return fail('INVALID', "The grid belongs to another community than the building's estate.", 'gridId');
  const number = textOf(input.number, 'number', 20);
  if (!number.ok) return number;
  if ((await work.em.count(Stairwell, { building: building.id, number: number.value })) > 0)
    return fail('INVALID', `The building already has a stairwell ${number.value}.`, 'number');

  const stairwell = work.em.create(Stairwell, {
    id: newId(jurisdiction.number),
    jurisdictionId: jurisdiction.id,
    building: building.id,
    number: number.value,
    grid: grid.id,
    place: grid.place + segment(++grid.childCount),
  });
  work.emit({ topic: 'house', jurisdictionId: jurisdiction.id, payload: { reason: 'registerStairwell' } });
  return ok({ id: stairwell.id });
};
