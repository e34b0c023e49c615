import { dayOf } from '../../../kernel/clock.js';
import { demand } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import { fail, ok } from '../../../kernel/result.js';
import { sharingDays } from '../../../kernel/span.js';
import { optionalLinesOf } from '../../../kernel/text.js';
import type { Command, Idempotent } from '../../../work/command.js';
import { OrganizationRelation } from '../organization.entity.js';
import { mayManageOrganizations } from '../organization.policy.js';
import type { OrganizationRelationKind } from '../organization.terms.js';
import { findOrganization, jurisdictionOf } from './find.js';

export interface RelateOrganizations extends Idempotent {
  readonly fromId: string;
  readonly toId: string;
  readonly kind: OrganizationRelationKind;
  readonly validFrom?: string | null;
  readonly validTo?: string | null;
  readonly note?: string | null;
}

/** Relates two organisations of one jurisdiction beside the tree, from a day to a day. */
export const relateOrganizations: Command<RelateOrganizations> = async (work, input) => {
  const from = await findOrganization(work, input.fromId, 'fromId');
  const to = await findOrganization(work, input.toId, 'toId');
  demand(
    mayManageOrganizations(work.viewer, from.place),
    'Only administrators and street officers relate organisations, in their own subtree.',
  );
  if (from.jurisdictionId !== to.jurisdictionId) return fail('INVALID', 'Relations do not cross jurisdictions.', 'toId');
  if (from.id === to.id) return fail('INVALID', 'An organisation is not related to itself.', 'toId');

  if (from.status !== 'ACTIVE') return fail('INVALID', 'It is no longer at work.', 'fromId');
  if (to.status !== 'ACTIVE') return fail('INVALID', 'It is no longer at work.', 'toId');

  const validFrom = input.validFrom ?? dayOf(work.now());
  const validTo = input.validTo ?? null;
  if (validTo !== null && validTo <= validFrom) return fail('INVALID', 'validTo must be after validFrom.', 'validTo');
  const note = optionalLinesOf(input.note, 'note', 500);
  if (!note.ok) return note;
  // Relations of one organisation wait for each other, or two at once would both find none.
  await work.sql('select pg_advisory_xact_lock(hashtextextended(?, 4))', [from.id]);
  const overlapping = await work.em.count(OrganizationRelation, {
    from: from.id,
    to: to.id,
    kind: input.kind,
    ...sharingDays(validFrom, validTo),
  });
  if (overlapping > 0) return fail('INVALID', 'They already have this relation in that time.', 'kind');

  const relation = work.em.create(OrganizationRelation, {
    id: newId(jurisdictionOf(work).number),
    jurisdictionId: from.jurisdictionId,
    from: from.id,
    to: to.id,
    kind: input.kind,
    validFrom,
    validTo,
    note: note.value,
  });
  return ok({ id: relation.id });
};
