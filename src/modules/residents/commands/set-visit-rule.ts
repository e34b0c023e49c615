import { demand } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import { fail, ok } from '../../../kernel/result.js';
import { sharingDays } from '../../../kernel/span.js';
import type { Command, Idempotent } from '../../../work/command.js';
import { findOrganization, jurisdictionOf, lockTree } from '../../organisations/commands/find.js';
import type { Position } from '../../organisations/organization.terms.js';
import { VisitRule } from '../care.entity.js';
import { maySetVisitRules } from '../resident.policy.js';
import type { Cadence, VisitKind, Weekday } from '../resident.terms.js';
import { firstDay } from './find.js';

export interface SetVisitRule extends Idempotent {
  readonly communityId: string;
  readonly position: Position;
  readonly kind: VisitKind;
  readonly cadence: Cadence;
  readonly weekday?: Weekday | null;
  readonly returnWeekday?: Weekday | null;
  readonly from?: string | null;
  readonly to?: string | null;
}

/** States how often the holders of a post visit in a community. */
export const setVisitRule: Command<SetVisitRule> = async (work, input) => {
  const community = await findOrganization(work, input.communityId, 'communityId');
  demand(maySetVisitRules(work.viewer, community.place), 'Only community cadres set the visit rules of their community.');
  const jurisdiction = jurisdictionOf(work);
  // A community that is being moved comes to rest first: the rule copies its place.
  await lockTree(work, jurisdiction.id);
  await work.em.refresh(community);
  if (community.kind !== 'COMMUNITY' || community.status !== 'ACTIVE')
    return fail('INVALID', 'Visit rules belong to a community that is at work.', 'communityId');
  if (input.weekday != null && input.cadence !== 'WEEKLY') return fail('INVALID', 'A weekday belongs to a weekly rule.', 'weekday');
  if (input.returnWeekday != null && input.weekday == null)
    return fail('REQUIRED', 'A return visit follows a visit on a certain weekday; name it.', 'weekday');
  const from = firstDay(work, input.from, 'from');
  if (!from.ok) return from;
  const validFrom = from.value;
  const validTo = input.to ?? null;
  if (validTo !== null && validTo <= validFrom) return fail('INVALID', 'to must be after from.', 'to');
  const same = await work.em.find(VisitRule, {
    community: community.id,
    position: input.position,
    kind: input.kind,
    ...sharingDays(validFrom, validTo),
  });
  if (same.some((other) => other.validTo !== other.validFrom))
    return fail('INVALID', 'There is a rule for this post and kind of visit in that time; end it first.', 'kind');

  const rule = work.em.create(VisitRule, {
    id: newId(jurisdiction.number),
    jurisdictionId: jurisdiction.id,
    community: community.id,
    position: input.position,
    kind: input.kind,
    cadence: input.cadence,
    weekday: input.weekday ?? null,
    returnWeekday: input.returnWeekday ?? null,
    validFrom,
    validTo,
    place: community.place,
  });
  return ok({ id: rule.id });
};
