import { cellOf, seal } from '../../../auth/cipher.js';
import { dayOf } from '../../../kernel/clock.js';
import { demand } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import { refuse } from '../../../kernel/result.js';
import type { Work } from '../../../work/command.js';
import { findSeen } from '../../../work/find.js';
import { id, listOf, needed, oneOf, optional, optionalLines, pastDay } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { findPersonOrOfficial } from '../../households/commands/find-person.js';
import { HouseholdMember } from '../../households/household.entity.js';
import { jurisdictionOf } from '../../organisations/commands/find.js';
import { Organization } from '../../organisations/organization.entity.js';
import { HelpPairing } from '../care.entity.js';
import { mayPairHelp, NOT_PAIRING } from '../care.policy.js';
import { CadenceEnum, helpPairingPayload } from '../care.type.js';
import { demandNotDissolved, findSubject, holdsPost, oneSubject, subjectFields } from './subject.js';

/** One pairing at a time. None of those who help, lead or answer for it is helped by it. */
export const pairHelp = verb(
  'pairHelp',
  {
    does: 'Pairs a resident or a household with those who help. 结对帮扶',
    answers: helpPairingPayload,
    takes: {
      ...subjectFields,
      leaderId: id('Person', 'The leader in charge; holds a post. 包抓领导'),
      responsibleId: id('Person', 'Who is responsible; holds a post. 责任人'),
      helperIds: optional(listOf(id('Person', 'Who helps. 帮扶人'), { max: 10 })),
      organizationId: optional(id('Organization', 'The organisation that takes it on. 帮扶单位')),
      plan: optionalLines(2_000, 'What is to be done. 帮扶计划'),
      cadence: oneOf(CadenceEnum, 'How often a visit is due. 走访频次'),
      startedOn: optional(pastDay('The first day; today if left out. 开始日期')),
    },
    rules: [needed(oneSubject)],
    async may(work, input) {
      const subject = await findSubject(work, input);
      demand(mayPairHelp(work.viewer, subject.place), NOT_PAIRING);
      return subject;
    },
  },
  async (work, input, subject) => {
    demandNotDissolved(subject);
    const { person, household, place, jurisdictionId } = subject;
    const helped = person === null ? await membersOf(work, household!) : [person];
    const leader = await officialOf(work, input.leaderId, 'leaderId', helped);
    const responsible = await officialOf(work, input.responsibleId, 'responsibleId', helped);
    const helperIds: string[] = [];
    for (const helperId of input.helperIds ?? []) helperIds.push(await helperOf(work, helperId, 'helperIds', helped));
    const organization = input.organizationId === null ? null : await findSeen(work, Organization, input.organizationId);
    if (organization && (organization.jurisdictionId !== jurisdictionId || organization.status !== 'ACTIVE'))
      refuse('INVALID', 'It is no active organisation of this jurisdiction. 该单位不是本辖区正常运行的组织。', 'organizationId');
    const startedOn = input.startedOn ?? dayOf(work.now());
    const others = await work.em.find(HelpPairing, { person, household, $or: [{ endedOn: null }, { endedOn: { $gt: startedOn } }] });
    if (others.some((other) => other.endedOn !== other.startedOn))
      refuse(
        'INVALID',
        'They are already paired in that time; end that pairing first. 该时段内已有结对，请先结束原结对。',
        person === null ? 'householdId' : 'residentId',
      );

    const pairing = work.em.create(HelpPairing, {
      id: newId(jurisdictionOf(work).number),
      jurisdictionId,
      person,
      household,
      leader,
      responsible,
      helperIds,
      organization: organization?.id ?? null,
      planSealed: null,
      cadence: input.cadence,
      startedOn,
      endedOn: null,
      endReason: null,
      place,
    });
    if (input.plan) pairing.planSealed = seal(work.keyring, cellOf(pairing, 'help_pairing', 'plan_sealed'), input.plan);
    return { id: pairing.id };
  },
);

const membersOf = async (work: Work, household: string): Promise<string[]> =>
  (await work.em.find(HouseholdMember, { household, validTo: null })).map(({ person }) => person);

async function helperOf(work: Work, id: string, field: string, helped: readonly string[]): Promise<string> {
  const person = await findPersonOrOfficial(work, id);
  if (helped.includes(person.id)) refuse('INVALID', 'Nobody is paired with themselves. 不能与本人结对。', field);
  return person.id;
}

async function officialOf(work: Work, id: string, field: string, helped: readonly string[]): Promise<string> {
  const person = await helperOf(work, id, field, helped);
  if (!(await holdsPost(work, person))) refuse('INVALID', 'The person holds no post today. 该人员目前没有任职。', field);
  return person;
}
