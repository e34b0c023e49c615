import { Fault, notFound } from '../../../kernel/errors.js';
import { refuse } from '../../../kernel/result.js';
import type { Work } from '../../../work/command.js';
import { findSeen } from '../../../work/find.js';
import { Organization } from '../organization.entity.js';
import type { Seat } from '../posts.js';

/** Makes commands that change one jurisdiction's tree wait for each other: no cycle can be woven from two moves at once. */
export const lockTree = (work: Work, jurisdictionId: string): Promise<unknown> =>
  work.sql('select pg_advisory_xact_lock(hashtextextended(?, 1))', [jurisdictionId]);

/** INVALID where an organisation that an input names has ended. */
export function demandActive({ status }: { readonly status: string }, field: string): void {
  if (status !== 'ACTIVE') refuse('INVALID', 'The organisation is no longer at work. 该组织已撤销。', field);
}

/** An organisation at work, of a jurisdiction, that an input names; those of others are seen, too, and refused. */
export async function findActive(work: Work, jurisdictionId: string, id: string, field: string): Promise<Organization> {
  const organization = await findSeen(work, Organization, id);
  if (organization.jurisdictionId !== jurisdictionId)
    refuse('INVALID', 'The organisation is of another jurisdiction. 该组织属于其他辖区。', field);
  demandActive(organization, field);
  return organization;
}

/** Where posts are held. A stairwell is at work as long as its grid is. */
const seats = {
  Organization: {
    from: 'organization seat',
    status: 'seat.status',
    gridId: 'null::uuid',
    kind: 'seat.kind',
    isRoot: 'seat.parent_id is null',
  },
  Grid: { from: 'grid seat', status: 'seat.status', gridId: 'seat.id', kind: `'GRID'`, isRoot: 'false' },
  Stairwell: {
    from: 'stairwell seat join grid on grid.id = seat.grid_id',
    status: 'grid.status',
    gridId: 'seat.grid_id',
    kind: `'STAIRWELL'`,
    isRoot: 'false',
  },
} as const;

/**
 * Of a bare UUID: the place and jurisdiction of an organisation, grid or stairwell, read in this transaction; with the grid that it is or lies in. Unlike organisations and
 * grids, a stairwell is known in its own jurisdiction alone.
 */
export async function findSeat(work: Work, id: string, noun: keyof typeof seats) {
  const { from, status, gridId, kind, isRoot } = seats[noun];
  const [seat] = await work.sql<Seat & { id: string; place: string; jurisdictionId: string; status: string; gridId: string | null }>(
    `select seat.id, seat.place, seat.jurisdiction_id as "jurisdictionId", ${status} as status, ${gridId} as "gridId", ${kind} as kind, ${isRoot} as "isRoot"
     from ${from} where seat.id = ? and (? or seat.jurisdiction_id = ?) for share`,
    [id, noun !== 'Stairwell', jurisdictionOf(work).id],
  );
  if (!seat) throw notFound(noun);
  return seat;
}

/** The jurisdiction that a signed-in viewer acts in. */
export function jurisdictionOf(work: Work) {
  if (!work.viewer.jurisdiction) throw new Fault('UNAUTHENTICATED', 'Sign in first: send a bearer token. 请先登录：发送 bearer 令牌。');
  return work.viewer.jurisdiction;
}
