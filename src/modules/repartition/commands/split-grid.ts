import { booleanPointInPolygon } from '@turf/boolean-point-in-polygon';
import { newId } from '../../../kernel/ids.js';
import { segment } from '../../../kernel/place.js';
import { fail, ok, type Result } from '../../../kernel/result.js';
import { textOf } from '../../../kernel/text.js';
import { type Command, conflict, type Idempotent, type Work } from '../../../work/command.js';
import { boundaryOf, liesWithin, overlaps } from '../../grids/boundary.js';
import { isOneBranchEach } from '../../grids/commands/branch-rule.js';
import { clashOf } from '../../grids/commands/clash.js';
import { countsOf } from '../../grids/commands/counts.js';
import { type Boundary, Grid } from '../../grids/grid.entity.js';
import { mayManageGrids } from '../../grids/grid.policy.js';
import type { PointGeometry } from '../../grids/point.js';
import { newCode } from '../../organisations/commands/code.js';
import { Organization } from '../../organisations/organization.entity.js';
import { registeredAt } from '../../residents/commands/hand-over-homes.js';
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
 * Splits a grid into new ones. An open incident goes to the part that its location lies in, a grid below to the part that it lies in, and to the first part
 * where that does not tell; homes go to the part that their building stands in, likewise; posts and stations go to the first part, which answers for the
 * old id and code.
 */
export const splitGrid: Command<SplitGrid> = async (work, input) => {
  if (input.parts.length < 2 || input.parts.length > MOST_PARTS)
    return fail('INVALID', `parts takes 2 to ${MOST_PARTS} new grids.`, 'parts');
  const [grid] = (await lockGrids(work, [{ id: input.id, field: 'id' }], (grid) => mayManageGrids(work.viewer, grid.place))) as [Grid];
  if (input.version != null && input.version !== grid.version) return conflict();
  if (grid.status !== 'ACTIVE') return fail('WRONG_STATE', 'The grid is no longer at work.', 'id');
  const boundaries = await boundariesOf(work, grid, input.parts);
  if (!boundaries.ok) return boundaries;
  const homes = homesOf(await childrenOf(work, grid), boundaries.value);
  if (!homes.ok) return homes;

  const above = grid.parent
    ? await work.em.findOneOrFail(Grid, { id: grid.parent })
    : await work.em.findOneOrFail(Organization, { id: grid.community });
  const parts: Grid[] = [];
  for (const [i, part] of input.parts.entries()) {
    const made = await makePart(work, grid, part, above, boundaries.value[i]!, i);
    if (!made.ok) return made;
    parts.push(made.value);
    // The next code is compared with it.
    await work.em.flush();
  }
  await shareBranch(work, grid, parts);
  const first = parts[0]!;
  const partAt = (location: PointGeometry) =>
    parts.find(({ boundary }) => boundary && booleanPointInPolygon([...location.coordinates], boundary)) ?? null;
  for (const { child, home } of homes.value) await rehang(work, child, { grid: parts[home]! });
  await relocateOpenIncidents(work, grid, ({ location }) => (location && partAt(location)) || first, first.place);
  await handOver(work, grid, first, 'CLOSED', partAt);
  await recount(work, grid, parts, input.parts);
  work.emit({ topic: 'house', jurisdictionId: grid.jurisdictionId, payload: { reason: 'splitGrid' } });
  return ok({ id: first.id });
};

/** Where households are registered they are counted; elsewhere each part has as many as it is said to have. */
async function recount(work: Work, grid: Grid, parts: readonly Grid[], said: readonly GridPart[]): Promise<void> {
  const counts: { householdCount?: number | null; residentCount?: number | null }[] = [];
  for (const { place } of parts) counts.push(await registeredAt(work, place));
  const isRegistered = counts.some(({ residentCount }) => residentCount! > 0);
  for (const [i, part] of parts.entries()) {
    const { householdCount, residentCount } = isRegistered ? counts[i]! : said[i]!;
    await work.sql('update grid set household_count = ?, resident_count = ? where id = ?', [
      householdCount ?? 0,
      residentCount ?? 0,
      part.id,
    ]);
  }
  // What ended counts nobody, wherever it may be moved to.
  await work.sql('update grid set household_count = 0, resident_count = 0 where id = ?', [grid.id]);
}

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
      inclusions: grid.inclusions,
      ...countsOf({ householdCount: part.householdCount ?? null, residentCount: part.residentCount ?? null }),
      boundary,
    }),
  );
}

/** All parts share the branch, where that is allowed; else the first keeps it. */
async function shareBranch(work: Work, grid: Grid, parts: readonly Grid[]): Promise<void> {
  if (!grid.branch) return;
  const isStrict = await isOneBranchEach(work, grid);
  for (const part of isStrict ? parts.slice(0, 1) : parts) {
    part.branch = grid.branch;
    part.branchCoverage = isStrict ? grid.branchCoverage : 'JOINT';
  }
}

/** Either all parts are drawn or none; they lie in the grid and beside each other, and where the grid could lie. */
async function boundariesOf(work: Work, grid: Grid, parts: readonly GridPart[]): Promise<Result<readonly (Boundary | null)[]>> {
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
    const clash = await clashOf(work, grid, boundary.value);
    if (clash) return fail('INVALID', clash.text, field, clash.params);
    drawn.push(boundary.value);
  }
  return drawn.some(Boolean) && !drawn.every(Boolean) ? fail('REQUIRED', 'Draw all parts or none.', 'parts') : ok(drawn);
}

/** Which part each grid below belongs to, by the number of the part. */
function homesOf(
  children: readonly Grid[],
  boundaries: readonly (Boundary | null)[],
): Result<readonly { readonly child: Grid; readonly home: number }[]> {
  const homes = children.map((child) => {
    const isTold = child.boundary && boundaries[0];
    return { child, home: isTold ? boundaries.findIndex((boundary) => liesWithin(child.boundary!, boundary!)) : 0 };
  });
  const homeless = homes.find(({ child, home }) => home < 0 && child.status === 'ACTIVE');
  if (homeless) return fail('INVALID', `The grid ${homeless.child.code} below lies in none of the parts.`, 'parts');
  return ok(homes.map(({ child, home }) => ({ child, home: Math.max(home, 0) })));
}
