import { cellOf, seal } from '../../../auth/cipher.js';
import { dayOf } from '../../../kernel/clock.js';
import { demand } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import { fail, ok, type Result } from '../../../kernel/result.js';
import { optionalLinesOf, optionalTextOf } from '../../../kernel/text.js';
import type { Command, Idempotent, Work } from '../../../work/command.js';
import { type PointInput, pointOf } from '../../grids/point.js';
import { jurisdictionOf } from '../../organisations/commands/find.js';
import { findSeen } from '../../organisations/commands/find-seen.js';
import { HelpPairing, Visit } from '../care.entity.js';
import { mayVisit } from '../resident.policy.js';
import type { VisitKind } from '../resident.terms.js';
import { findPersonOrOfficial, findSubject, holdsPost, membershipOf, type Subject, type SubjectInput } from './find.js';

export interface RecordVisit extends Idempotent, SubjectInput {
  readonly kind: VisitKind;
  /** Who visited: the one who records it if left out. */
  readonly actorIds?: readonly string[] | null;
  readonly at?: Date | null;
  readonly purpose?: string | null;
  readonly findings?: string | null;
  readonly needs?: string | null;
  readonly returnOfId?: string | null;
  readonly nextDueOn?: string | null;
  readonly informationUpdated?: boolean | null;
  readonly location?: PointInput | null;
}

const MOST_ACTORS = 10;
/** Households that were never visited are listed before whoever was visited first (household.reads). */
const EARLIEST = new Date('2000-01-01T00:00:00Z');

/** Takes down a visit to a household or a resident. A joint visit has two who visit at least; a return visit says which visit it comes back to. */
export const recordVisit: Command<RecordVisit> = async (work, input) => {
  const found = await findSubject(work, input);
  if (!found.ok) return found;
  const { place, jurisdictionId } = found.value;
  demand(
    mayVisit(work.viewer, place, input.kind),
    'Only grid staff and community cadres record visits in their own grids, and the police joint visits.',
  );
  const now = work.now();
  const at = input.at ?? now;
  if (at > now) return fail('INVALID', 'at must not be in the future.', 'at');
  if (at < EARLIEST) return fail('INVALID', 'at must not be before 2000.', 'at');
  const purpose = optionalTextOf(input.purpose, 'purpose', 200);
  if (!purpose.ok) return purpose;
  const findings = optionalLinesOf(input.findings, 'findings', 2_000);
  if (!findings.ok) return findings;
  const needs = optionalLinesOf(input.needs, 'needs', 2_000);
  if (!needs.ok) return needs;
  const location = input.location ? pointOf(input.location, 'location') : ok(null);
  if (!location.ok) return location;
  if (input.nextDueOn != null && input.nextDueOn <= dayOf(at)) return fail('INVALID', 'nextDueOn must be after the visit.', 'nextDueOn');
  // What is said to a resident is kept with their household.
  const household = found.value.household ?? (await membershipOf(work, found.value.person!))?.household ?? null;
  const subject = { ...found.value, household };
  const actors = await actorsOf(work, input, subject);
  if (!actors.ok) return actors;
  if (input.kind === 'JOINT_POLICE' && actors.value.length < 2)
    return fail('INVALID', 'On a joint visit there are two who visit at least; name them in actorIds.', 'actorIds');
  const returned = await returnedTo(work, input, subject, at);
  if (!returned.ok) return returned;

  const visit = work.em.create(Visit, {
    id: newId(jurisdictionOf(work).number),
    jurisdictionId,
    kind: input.kind,
    household,
    person: subject.person,
    actorIds: actors.value,
    at,
    purpose: purpose.value,
    findingsSealed: null,
    needsSealed: null,
    returnOf: returned.value,
    nextDueOn: input.nextDueOn ?? null,
    informationUpdated: input.informationUpdated ?? false,
    location: location.value,
    place,
  });
  if (findings.value) visit.findingsSealed = seal(work.keyring, cellOf(visit, 'visit', 'findings_sealed'), findings.value);
  if (needs.value) visit.needsSealed = seal(work.keyring, cellOf(visit, 'visit', 'needs_sealed'), needs.value);
  if (household) await work.sql('update household set last_visit_at = greatest(last_visit_at, ?) where id = ?', [at, household]);
  return ok({ id: visit.id });
};

/** Staff, and who helps those who are visited. */
async function actorsOf(work: Work, { actorIds }: RecordVisit, { person, household }: Subject): Promise<Result<string[]>> {
  if (!actorIds || actorIds.length === 0) return ok([work.viewer.person!]);
  if (actorIds.length > MOST_ACTORS) return fail('TOO_LONG', `actorIds takes up to ${MOST_ACTORS}.`, 'actorIds');
  if (new Set(actorIds).size < actorIds.length) return fail('INVALID', 'Somebody is named twice.', 'actorIds');
  const pairings = await work.em.find(HelpPairing, {
    $or: [{ person }, { household }].filter((of) => Object.values(of)[0] !== null),
    endedOn: null,
  });
  const helpers = pairings.flatMap(({ helperIds }) => helperIds);
  const actors: string[] = [];
  for (const id of actorIds) {
    const actor = await findPersonOrOfficial(work, id, 'actorIds');
    if (!helpers.includes(actor.id) && !(await holdsPost(work, actor.id)))
      return fail('INVALID', 'Who visits holds a post today, or helps them.', 'actorIds');
    actors.push(actor.id);
  }
  return ok(actors);
}

/** The earlier visit, to the same people, that a return visit comes back to. */
async function returnedTo(
  work: Work,
  { kind, returnOfId }: RecordVisit,
  { person, household }: Subject,
  at: Date,
): Promise<Result<string | null>> {
  if (returnOfId == null)
    return kind === 'RETURN_VISIT' ? fail('REQUIRED', 'Name the visit that it comes back to.', 'returnOfId') : ok(null);
  if (kind !== 'RETURN_VISIT') return fail('INVALID', 'Only a return visit comes back to another visit.', 'returnOfId');
  const before = await findSeen(work, Visit, returnOfId, 'returnOfId', 'visit');
  const isSame = (household !== null && before.household === household) || (person !== null && before.person === person);
  if (!isSame) return fail('INVALID', 'That visit was to others.', 'returnOfId');
  return before.at < at ? ok(before.id) : fail('INVALID', 'A return visit comes after the visit.', 'returnOfId');
}
