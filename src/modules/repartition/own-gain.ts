import { holds, type Role } from '../../auth/viewer.js';
import { demand } from '../../kernel/errors.js';
import type { Place } from '../../kernel/place.js';
import type { Work } from '../../work/command.js';
import type { Grid } from '../grids/grid.entity.js';

/** Nobody appoints themselves, nor by moving places: a post of the viewer's own must not come to hold where its role did not hold before. */
const demandHeld = ({ viewer }: Work, roles: readonly (Role | null)[], place: Place): void =>
  demand(
    roles.every((role) => role === null || holds(viewer, place, role)),
    'A post of your own would reach further by this; somebody else has to do it. 此操作会扩大您本人职务的管辖范围，须由他人办理。',
  );

/** What lies at `from` and below moves to `to`, below the posts that hold there. */
export const demandNoOwnGain = (work: Work, from: Place, to: Place): void =>
  demandHeld(
    work,
    work.viewer.posts.filter(({ scope }) => scope !== null && to.startsWith(scope)).map(({ role }) => role),
    from,
  );

/** A grid's homes come to its successor, and the posts on the grid itself come to hold on all of the successor. */
export function demandNoOwnGainBySuccession(work: Work, grid: Grid, successor: Grid): void {
  demandNoOwnGain(work, grid.place, successor.place);
  demandHeld(
    work,
    work.viewer.posts.filter(({ place }) => place === grid.place).map(({ role }) => role),
    successor.place,
  );
}
