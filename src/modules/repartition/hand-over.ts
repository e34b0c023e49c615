import { dayOf } from '../../kernel/clock.js';
import { lastingFrom } from '../../kernel/span.js';
import type { Work } from '../../work/command.js';
import type { Grid } from '../grids/grid.entity.js';
import type { PointGeometry } from '../grids/point.js';
import { Appointment } from '../organisations/appointment.entity.js';
import { handOverHomes } from '../residents/commands/hand-over-homes.js';

/**
 * Ends a grid and hands what stays in use to its successor: homes with all who live in them, posts (also those that begin later), stations. `gridAt`
 * names the part that a building stands in. A leader comes along only where the successor has none; nobody gets a post they already hold there, and a
 * post at a stairwell goes where the stairwell goes. Old ids and codes answer for the successor from now on.
 */
export async function handOver(
  work: Work,
  grid: Grid,
  successor: Grid,
  status: 'MERGED' | 'CLOSED',
  gridAt: (location: PointGeometry) => Grid | null = () => null,
): Promise<void> {
  await handOverHomes(work, grid, successor, gridAt);
  const today = dayOf(work.now());
  const held = await work.em.find(Appointment, { gridId: successor.id, stairwellId: null, ...lastingFrom(today) });
  for (const post of await work.em.find(Appointment, { gridId: grid.id, stairwellId: null, ...lastingFrom(today) })) {
    const isTaken = held.some(
      (other) =>
        other.position === post.position && (post.position === 'GRID_LEADER' || other.person === post.person) && overlap(other, post),
    );
    if (isTaken) {
      // One that has not begun never will.
      post.validTo = post.validFrom > today ? post.validFrom : today;
    } else {
      post.gridId = successor.id;
      post.place = successor.place;
      held.push(post);
    }
  }
  await work.sql('update station set grid_id = ?, version = version + 1 where grid_id = ?', [successor.id, grid.id]);
  await work.sql('update grid set successor_id = ? where successor_id = ?', [successor.id, grid.id]);
  grid.status = status;
  grid.successor = successor.id;
  grid.branch = null;
  grid.branchCoverage = 'NONE';
  await work.em.flush();
}

const overlap = (a: Appointment, b: Appointment): boolean =>
  (a.validTo == null || a.validTo > b.validFrom) && (b.validTo == null || b.validTo > a.validFrom);
