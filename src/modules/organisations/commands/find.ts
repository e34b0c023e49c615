import { Fault, notFound } from '../../../kernel/errors.js';
import type { NounName } from '../../../kernel/ids.js';
import { uuidOf } from '../../../read/value.js';
import type { Work } from '../../../work/command.js';
import { Organization } from '../organization.entity.js';

/** The organisation behind an input field; BAD_USER_INPUT for an id of another kind, NOT_FOUND where there is none. */
export async function findOrganization(work: Work, id: string, field: string): Promise<Organization> {
  const found = await work.em.findOne(Organization, { id: uuidOf(id, field, 'Organization') });
  if (!found) throw notFound('organisation');
  return found;
}

/** Makes commands that change one jurisdiction's tree wait for each other: no cycle can be woven from two moves at once. */
export const lockTree = (work: Work, jurisdictionId: string): Promise<unknown> =>
  work.sql('select pg_advisory_xact_lock(hashtextextended(?, 1))', [jurisdictionId]);

/** The place and jurisdiction of an organisation or grid, read in this transaction. */
export async function findSeat(work: Work, id: string, field: string, noun: Extract<NounName, 'Organization' | 'Grid'>) {
  const table = noun === 'Grid' ? 'grid' : 'organization';
  const [seat] = await work.sql<{ id: string; place: string; jurisdictionId: string; status: string }>(
    `select id, place, jurisdiction_id as "jurisdictionId", status from ${table} where id = ? for share`,
    [uuidOf(id, field, noun)],
  );
  if (!seat) throw notFound(noun === 'Grid' ? 'grid' : 'organisation');
  return seat;
}

/** The jurisdiction that a signed-in viewer acts in. */
export function jurisdictionOf(work: Work) {
  if (!work.viewer.jurisdiction) throw new Fault('UNAUTHENTICATED', 'Sign in first: send a bearer token.');
  return work.viewer.jurisdiction;
}
