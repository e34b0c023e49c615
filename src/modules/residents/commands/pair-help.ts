import { cellOf, seal } from '../../../auth/cipher.js';
import { demand } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import { fail, ok, type Result } from '../../../kernel/result.js';
import { optionalLinesOf } from '../../../kernel/text.js';
import type { Command, Idempotent, Work } from '../../../work/command.js';
import { findOrganization, jurisdictionOf } from '../../organisations/commands/find.js';
import { HelpPairing } from '../care.entity.js';
import { HouseholdMember } from '../household.entity.js';
import { mayPairHelp } from '../resident.policy.js';
import type { Cadence } from '../resident.terms.js';
import { findPersonOrOfficial, findSubject, holdsPost, pastDay, type SubjectInput } from './find.js';

export interface PairHelp extends Idempotent, SubjectInput {
  readonly leaderId: string;
  readonly responsibleId: string;
  readonly helperIds?: readonly string[] | null;
  readonly organizationId?: string | null;
  readonly plan?: string | null;
  readonly cadence: Cadence;
  readonly startedOn?: string | null;
}

const MOST_HELPERS = 10;

/** Pairs a resident or a household with those who help: a leader and a responsible person stand for it (I25). One pairing at a time. */
export const pairHelp: Command<PairHelp> = async (work, input) => {
  const subject = await findSubject(work, input);
  if (!subject.ok) return subject;
  const { place, jurisdictionId, ...who } = subject.value;
  demand(mayPairHelp(work.viewer, place), 'Only grid leaders and community cadres pair help, in their own grids.');
  const helperIds = input.helperIds ?? [];
  if (helperIds.length > MOST_HELPERS) return fail('TOO_LONG', `helperIds takes up to ${MOST_HELPERS}.`, 'helperIds');
  if (new Set(helperIds).size < helperIds.length) return fail('INVALID', 'Somebody is named twice.', 'helperIds');
  const helped = who.person === null ? await membersOf(work, who.household!) : [who.person];
  const leader = await officialOf(work, input.leaderId, 'leaderId', helped);
  if (!leader.ok) return leader;
  const responsible = await officialOf(work, input.responsibleId, 'responsibleId', helped);
  if (!responsible.ok) return responsible;
  const helpers: string[] = [];
  for (const id of helperIds) {
    const { id: helper } = await findPersonOrOfficial(work, id, 'helperIds');
    if (helped.includes(helper)) return fail('INVALID', 'Nobody is paired with themselves.', 'helperIds');
    helpers.push(helper);
  }
  const organization = input.organizationId == null ? null : await findOrganization(work, input.organizationId, 'organizationId');
  if (organization && (organization.jurisdictionId !== jurisdictionId || organization.status !== 'ACTIVE'))
    return fail('INVALID', 'The organisation is none of this jurisdiction that is at work.', 'organizationId');
  const plan = optionalLinesOf(input.plan, 'plan', 2_000);
  if (!plan.ok) return plan;
  const startedOn = pastDay(work, input.startedOn, 'startedOn');
  if (!startedOn.ok) return startedOn;
  const others = await work.em.find(HelpPairing, { ...who, $or: [{ endedOn: null }, { endedOn: { $gt: startedOn.value } }] });
  if (others.some((other) => other.endedOn !== other.startedOn))
    return fail(
      'INVALID',
      'They are already paired in that time; end that pairing first.',
      input.householdId == null ? 'residentId' : 'householdId',
    );

  const pairing = work.em.create(HelpPairing, {
    id: newId(jurisdictionOf(work).number),
    jurisdictionId,
    ...who,
    leader: leader.value,
    responsible: responsible.value,
    helperIds: helpers,
    organization: organization?.id ?? null,
    planSealed: null,
    cadence: input.cadence,
    startedOn: startedOn.value,
    endedOn: null,
    endReason: null,
    place,
  });
  if (plan.value) pairing.planSealed = seal(work.keyring, cellOf(pairing, 'help_pairing', 'plan_sealed'), plan.value);
  return ok({ id: pairing.id });
};

const membersOf = async (work: Work, household: string): Promise<string[]> =>
  (await work.em.find(HouseholdMember, { household, validTo: null })).map(({ person }) => person);

/** Who stands for a pairing holds a post, and is none of those who are helped. */
async function officialOf(work: Work, id: string, field: string, helped: readonly string[]): Promise<Result<string>> {
  const person = await findPersonOrOfficial(work, id, field);
  if (helped.includes(person.id)) return fail('INVALID', 'Nobody is paired with themselves.', field);
  return (await holdsPost(work, person.id)) ? ok(person.id) : fail('INVALID', 'The person holds no post today.', field);
}
