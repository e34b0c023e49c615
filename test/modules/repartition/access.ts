import { publicId } from '../../../src/kernel/ids.js';
import type { Ask } from '../../access/noun-rules.js';
import { may } from '../../access/policy.js';
import { code, here, ofGrid, ofOrganization, old, type VerbRules } from '../../access/verb-rules.js';
import type { Row } from '../../read/world.js';

const polygon = {
  type: 'Polygon',
  coordinates: [
    [
      [0, 0],
      [0, 1],
      [1, 1],
      [0, 0],
    ],
  ],
};
/** Of a jurisdiction's grids, one that hangs elsewhere: the two cannot be merged. */
const elsewhere = ({ world }: Ask, row: Row) =>
  world.rows.Grid.find((grid) => grid.jurisdiction_id === row.jurisdiction_id && grid.parent_id !== row.parent_id && grid.id !== row.id);

export const verbs: VerbRules = {
  moveOrganization: ofOrganization('moveOrganization', ({ id }) => ({ id, parentId: id, ...old })),
  moveGrid: ofGrid('moveGrid', ({ id }) => ({ id, parentId: id, ...old })),
  closeGrid: ofGrid('closeGrid', ({ id }) => ({ id, successorId: id, ...old })),
  splitGrid: ofGrid('splitGrid', ({ id, row }) => ({ id, ...old, parts: [1, 2].map(() => ({ ...code(row), boundary: polygon })) })),
  mergeGrids: {
    ...ofGrid('mergeGrids', ({ id, row }, ask) => ({ ids: [id], intoId: publicId('Grid', elsewhere(ask, row)?.id ?? row.id) })),
    may: (ask, row) => [row, elsewhere(ask, row)!].every((grid) => may('Grid', 'mergeGrids', ask.viewer, here(grid))),
    fits: (ask, row) => elsewhere(ask, row) !== undefined,
  },
};
