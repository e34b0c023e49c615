import { booleanPointInPolygon } from '@turf/boolean-point-in-polygon';
import { GeoJson } from '../../../graph/scalars.js';
import { newId } from '../../../kernel/ids.js';
import { segment } from '../../../kernel/place.js';
import { must, refuse } from '../../../kernel/result.js';
import type { Work } from '../../../work/command.js';
import { demandVersion } from '../../../work/find.js';
import { demands, type InputOf, inputObject, listOf, optional, own, part, text, versionOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { boundaryOf, liesWithin, overlaps } from '../../grids/boundary.js';
import { isOneBranchEach } from '../../grids/commands/branch-rule.js';
import { clashOf } from '../../grids/commands/clash.js';
import { countFields, countsOf } from '../../grids/commands/counts.js';
import { demandActive } from '../../grids/commands/demand-active.js';
import { type Boundary, Grid } from '../../grids/grid.entity.js';
import { mayManageGrids } from '../../grids/grid.policy.js';
import { gridPayload } from '../../grids/grid.type.js';
import type { PointGeometry } from '../../grids/point.js';
import { registeredAt } from '../../households/commands/hand-over-homes.js';
import { newCode } from '../../organisations/commands/code.js';
import { jurisdictionOf } from '../../organisations/commands/find.js';
import { Organization } from '../../organisations/organization.entity.js';
import { handOver } from '../hand-over.js';
import { lockGrids } from '../lock-grids.js';
import { childrenOf, moveSubtree } from '../move-subtree.js';

const partInput = inputObject('GridPartInput', 'One of the new grids of a split. 拆分后的网格', {
  code: text(40, "Unique; begins with the jurisdiction's code and a hyphen. 编码"),
  name: text(100, 'Name. 名称'),
  boundary: optional(own(() => GeoJson, 'The area; draw all parts or none. 边界', boundaryOf)),
  ...countFields,
});
type GridPart = InputOf<typeof partInput>;

/**
 * An open incident goes to the part that its location lies in, a grid below to the part that it lies in, homes to the part that their building stands
 * in, and each to the first part where that is not known. Posts and stations go to the first part, which answers for the old id and code.
 */
export const splitGrid = verb(
  'splitGrid',
  {
    does: 'Splits a grid into new ones; its payload is the first. 拆分网格',
    answers: gridPayload,
    takes: {
      ...versionOf('Grid'),
      parts: listOf(part(partInput, 'The new grids; the first answers for the old id and code. 新网格'), { min: 2, max: 20 }),
    },
    rules: [
      demands(
        ({ parts }) => new Set(parts.map(({ boundary }) => boundary === null)).size === 1,
        'REQUIRED',
        'Draw all parts or none. 须划定全部新网格的边界，或全部不划。',
        'parts',
      ),
    ],
    async may(work, { id, version }) {
      const [grid] = (await lockGrids(work, [id], mayManageGrids)) as [Grid];
      demandVersion(grid, version);
      return grid;
    },
  },
  async (work, input, grid) => {
    demandActive(grid, null);
    await demandFitting(work, grid, input.parts);
    const children = partsOfChildren(await childrenOf(work, grid), input.parts);

    const above = grid.parent
      ? await work.em.findOneOrFail(Grid, { id: grid.parent })
      : await work.em.findOneOrFail(Organization, { id: grid.community });
    const parts: Grid[] = [];
    for (const [i, part] of input.parts.entries()) {
      parts.push(await createPart(work, grid, part, above, `parts.${i}.code`));
      // The next code is compared with it.
      await work.em.flush();
    }
    await shareBranch(work, grid, parts);
    const first = parts[0]!;
    const partAt = (location: PointGeometry) =>
      parts.find(({ boundary }) => boundary && booleanPointInPolygon([...location.coordinates], boundary)) ?? null;
    for (const { child, part } of children) await moveSubtree(work, child, { grid: parts[part]! });
    await handOver(work, grid, first, 'CLOSED', partAt);
    await recount(work, grid, parts, input.parts);
    work.emit({ topic: 'directory', jurisdictionId: grid.jurisdictionId, payload: { reason: 'splitGrid' } });
    return { id: first.id };
  },
);

/** Where households are registered they are counted; elsewhere each part has the counts that were given. */
async function recount(work: Work, grid: Grid, parts: readonly Grid[], given: readonly GridPart[]): Promise<void> {
  const counts: { householdCount?: number | null; residentCount?: number | null }[] = [];
  for (const { place } of parts) counts.push(await registeredAt(work, place));
  const isRegistered = counts.some(({ residentCount }) => residentCount! > 0);
  for (const [i, part] of parts.entries()) {
    const { householdCount, residentCount } = isRegistered ? counts[i]! : given[i]!;
    await work.sql('update grid set household_count = ?, resident_count = ? where id = ?', [
      householdCount ?? 0,
      residentCount ?? 0,
      part.id,
    ]);
  }
  // What ended counts nobody, wherever it may be moved to.
  await work.sql('update grid set household_count = 0, resident_count = 0 where id = ?', [grid.id]);
}

async function createPart(work: Work, grid: Grid, part: GridPart, above: Grid | Organization, codeField: string): Promise<Grid> {
  return work.em.create(Grid, {
    id: newId(jurisdictionOf(work).number),
    jurisdictionId: grid.jurisdictionId,
    code: must(await newCode(work, grid.jurisdictionId, 'grid', part.code, codeField)),
    name: part.name,
    level: grid.level,
    kind: grid.kind,
    parent: grid.parent,
    community: grid.community,
    place: above.place + segment(++above.childCount),
    inclusions: grid.inclusions,
    ...countsOf(part),
    boundary: part.boundary,
  });
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

/** Parts that are drawn lie in the grid and beside each other, and where the grid could lie. */
async function demandFitting(work: Work, grid: Grid, parts: readonly GridPart[]): Promise<void> {
  const drawn: Boundary[] = [];
  for (const [i, { boundary }] of parts.entries()) {
    if (!boundary) continue;
    const field = `parts.${i}.boundary`;
    if (grid.boundary && !liesWithin(boundary, grid.boundary))
      refuse('INVALID', 'The part reaches out of the grid that is split. 该部分超出被拆分网格的边界。', field);
    if (drawn.some((other) => overlaps(other, boundary)))
      refuse('INVALID', 'The part overlaps another part. 该部分与其他部分重叠。', field);
    const clash = await clashOf(work, grid, boundary);
    if (clash) refuse('INVALID', clash.text, field, clash.params);
    drawn.push(boundary);
  }
}

/** The part that each grid below goes to, by its number. */
function partsOfChildren(
  children: readonly Grid[],
  parts: readonly GridPart[],
): readonly { readonly child: Grid; readonly part: number }[] {
  return children.map((child) => {
    const isKnown = child.boundary && parts[0]!.boundary;
    const part = isKnown ? parts.findIndex(({ boundary }) => liesWithin(child.boundary!, boundary!)) : 0;
    if (part < 0 && child.status === 'ACTIVE')
      refuse('INVALID', 'The grid {code} below lies in none of the parts. 下级网格 {code} 不在任何新网格内。', 'parts', {
        code: child.code,
      });
    return { child, part: Math.max(part, 0) };
  });
}
