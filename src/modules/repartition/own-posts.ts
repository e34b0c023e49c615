import { holds, type Role } from '../../auth/viewer.js';
import { demand } from '../../kernel/errors.js';
import type { Place } from '../../kernel/place.js';
import type { Work } from '../../work/command.js';
import type { Grid } from '../grids/grid.entity.js';

/** Nobody appoints themselves, nor by drawing the tree anew: a post of the viewer's own must not come to hold where its role did not hold before. */
const demandHeld = ({ viewer }: Work, roles: readonly (Role | null)[], place: Place): void =>
  demand(
    roles.every((role) => role === null || holds(viewer, place, role)),
    'A post of your own would reach further by this; somebody else has to do it.',
  );

/** What lies at `from` and below comes to lie at `to`, below the posts that hold there. */
export const demandNoOwnGain = (work: Work, from: Place, to: Place): void =>
  demandHeld(
    work,
    work.viewer.posts.filter(({ scope }) => scope !== null && to.startsWith(scope)).map(({ role }) => role),
    from,
  );

/** A grid's homes come to its heir, and the posts on the grid itself come to hold on all of the heir. */
export function demandNoOwnHeir(work: Work, grid: Grid, heir: Grid): void {
  demandNoOwnGain(work, grid.place, heir.place);
  demandHeld(
    work,
    work.viewer.posts.filter(({ place }) => place === grid.place).map(({ role }) => role),
    heir.place,
  );
}
