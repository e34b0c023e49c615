import { booleanPointInPolygon } from '@turf/boolean-point-in-polygon';
import { newId } from '../../../kernel/ids.js';
import { segment } from '../../../kernel/place.js';
import { fail, ok, type Result } from '../../../kernel/result.js';
import { textOf } from '../../../kernel/text.js';
import { type Command, conflict, type Idempotent, type Work } from '../../../work/command.js';
import { boundaryOf, liesWithin, overlaps } from '../../grids/boundary.js';
import { type Boundary, Grid } from '../../grids/grid.entity.js';
import { mayManageGrids } from '../../grids/grid.policy.js';
import { newCode } from '../../organisations/commands/code.js';
import { Organization } from '../../organisations/organization.entity.js';
import { lockGrids } from '../find.js';
import { handOver } from '../hand-over.js';
import { childrenOf, rehang } from '../rehang.js';
import { relocateOpenIncidents } from '../relocate.js';

export interface GridPart {
  readonly code: string;
  readonly name: string;
  readonly boundary?: unknown;
  readonly householdCount?: number | null;
  readonly residentCount?: number | null;
}

export interface SplitGrid extends Idempotent {
  readonly id: string;
  readonly version?: number | null;
  readonly parts: readonly GridPart[];
}

const MOST_PARTS = 20;

/**
 * Splits a grid into new ones. An open incident goes to the part that its location lies in, without one to the first part; posts, stations and the grids
 * below go to the first part, which answers for the old id and code.
 */
export const splitGrid: Command<SplitGrid> = async (work, input) => {
  if (input.parts.length < 2 || input.parts.length > MOST_PARTS)
    return fail('INVALID', `parts takes 2 to ${MOST_PARTS} new grids.`, 'parts');
  const [grid] = (await lockGrids(work, [{ id: input.id, field: 'id' }], (grid) => mayManageGrids(work.viewer, grid.place))) as [Grid];
  if (input.version != null && input.version !== grid.version) return conflict();
  if (grid.status !== 'ACTIVE') return fail('WRONG_STATE', 'The grid is no longer at work.', 'id');
  const boundaries = boundariesOf(grid, input.parts);
  if (!boundaries.ok) return boundaries;

  const above = grid.parent
    ? await work.em.findOneOrFail(Grid, { id: grid.parent })
    : await work.em.findOneOrFail(Organization, { id: grid.community });
  const parts: Grid[] = [];
  for (const [i, part] of input.parts.entries()) {
    const made = await makePart(work, grid, part, above, boundaries.value[i]!, i);
    if (!made.ok) return made;
    parts.push(made.value);
  }
  await work.em.flush();
  const first = parts[0]!;
  const partAt = ({ location }: { location?: { coordinates: readonly [number, number] } | null }) =>
    parts.find(({ boundary }) => location && boundary && booleanPointInPolygon([...location.coordinates], boundary)) ?? first;
  for (const child of await childrenOf(work, grid)) await rehang(work, child, { grid: first });
  await relocateOpenIncidents(work, grid, partAt);
  await handOver(work, grid, first, 'CLOSED');
  work.emit({ topic: 'house', jurisdictionId: grid.jurisdictionId, payload: { reason: 'splitGrid' } });
  return ok({ id: first.id });
};

async function makePart(
  work: Work,
  grid: Grid,
  part: GridPart,
  above: Grid | Organization,
  boundary: Boundary | null,
  i: number,
): Promise<Result<Grid>> {
  const code = await newCode(work, grid.jurisdictionId, 'grid', part.code, `parts.${i}.code`);
  if (!code.ok) return code;
  const name = textOf(part.name, `parts.${i}.name`, 100);
  if (!name.ok) return name;
  return ok(
    work.em.create(Grid, {
      id: newId(work.viewer.jurisdiction!.number),
      jurisdictionId: grid.jurisdictionId,
      code: code.value,
      name: name.value,
      level: grid.level,
      kind: grid.kind,
      parent: grid.parent,
      community: grid.community,
      place: above.place + segment(++above.childCount),
      branch: grid.branch,
      branchCoverage: grid.branch ? 'JOINT' : 'NONE',
      inclusions: grid.inclusions,
      householdCount: part.householdCount ?? 0,
      residentCount: part.residentCount ?? 0,
      boundary,
    }),
  );
}

/** Either all parts are drawn or none; they lie in the grid and beside each other. */
function boundariesOf(grid: Grid, parts: readonly GridPart[]): Result<readonly (Boundary | null)[]> {
  const drawn: (Boundary | null)[] = [];
  for (const [i, part] of parts.entries()) {
    const field = `parts.${i}.boundary`;
    if (part.boundary == null) {
      drawn.push(null);
      continue;
    }
    const boundary = boundaryOf(part.boundary, field);
    if (!boundary.ok) return boundary;
    if (grid.boundary && !liesWithin(boundary.value, grid.boundary))
      return fail('INVALID', 'The part reaches out of the grid that is split.', field);
    if (drawn.some((other) => other && overlaps(other, boundary.value))) return fail('INVALID', 'The part overlaps another part.', field);
    drawn.push(boundary.value);
  }
  return drawn.some(Boolean) && !drawn.every(Boolean) ? fail('REQUIRED', 'Draw all parts or none.', 'parts') : ok(drawn);
}
