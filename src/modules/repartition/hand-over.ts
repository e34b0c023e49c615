import { dayOf } from '../../kernel/clock.js';
import { lastingFrom } from '../../kernel/span.js';
import type { Work } from '../../work/command.js';
import type { Grid } from '../grids/grid.entity.js';
import type { PointGeometry } from '../grids/point.js';
import { Appointment } from '../organisations/appointment.entity.js';
import { handOverHomes } from '../residents/commands/hand-over-homes.js';

/**
 * Ends a grid and hands what stays in use to its heir: homes with all who live in them, posts (also those that begin later), stations. `gridAt` tells
 * the part that a building stands in. A leader comes along only where the heir has none; nobody gets a post they already hold there, and who serves a
 * stairwell goes where it goes. Old ids and codes answer for the heir from now on.
 */
export async function handOver(
  work: Work,
  grid: Grid,
  heir: Grid,
  status: 'MERGED' | 'CLOSED',
  gridAt: (location: PointGeometry) => Grid | null = () => null,
): Promise<void> {
  await handOverHomes(work, grid, heir, gridAt);
  const today = dayOf(work.now());
  const held = await work.em.find(Appointment, { gridId: heir.id, stairwellId: null, ...lastingFrom(today) });
  for (const post of await work.em.find(Appointment, { gridId: grid.id, stairwellId: null, ...lastingFrom(today) })) {
    const isTaken = held.some(
      (other) =>
        other.position === post.position && (post.position === 'GRID_LEADER' || other.person === post.person) && overlap(other, post),
    );
    if (isTaken) {
      // One that has not begun never will.
      post.validTo = post.validFrom > today ? post.validFrom : today;
    } else {
      post.gridId = heir.id;
      post.place = heir.place;
      held.push(post);
    }
  }
  await work.sql('update station set grid_id = ?, version = version + 1 where grid_id = ?', [heir.id, grid.id]);
  await work.sql('update grid set successor_id = ? where successor_id = ?', [heir.id, grid.id]);
  grid.status = status;
  grid.successor = heir.id;
  grid.branch = null;
  grid.branchCoverage = 'NONE';
  await work.em.flush();
}

const overlap = (a: Appointment, b: Appointment): boolean =>
  (a.validTo == null || a.validTo > b.validFrom) && (b.validTo == null || b.validTo > a.validFrom);
