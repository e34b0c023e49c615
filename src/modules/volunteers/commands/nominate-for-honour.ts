import { demand } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import { problem, refuse } from '../../../kernel/result.js';
import type { Work } from '../../../work/command.js';
import { findSeen, isSeen } from '../../../work/find.js';
import { remember } from '../../../work/history.js';
import { exactlyOne, id, lines, needed, oneOf, optional } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { findPersonOrOfficial } from '../../households/commands/find-person.js';
import { Household } from '../../households/household.entity.js';
import { demandActive, jurisdictionOf, lockTree } from '../../organisations/commands/find.js';
import { Organization } from '../../organisations/organization.entity.js';
import { Person } from '../../organisations/person.entity.js';
import { Honour } from '../honour.entity.js';
import { mayNominate } from '../honour.policy.js';
import { type HonourKind, nomineesOf } from '../honour.terms.js';
import { HonourKindEnum, HonourLevelEnum, honourPayload } from '../honour.type.js';
import { TeamMembership, VolunteerTeam } from '../volunteer.entity.js';

const names = ['personId', 'householdId', 'teamId', 'unitId'] as const;

export const nominateForHonour = verb(
  'nominateForHonour',
  {
    does: 'Puts a person, a household, a team or an organisation forward for an honour. 提名荣誉',
    answers: honourPayload,
    takes: {
      organizationId: id('Organization', 'The organisation that awards it. 授予组织'),
      kind: oneOf(HonourKindEnum, 'Which honour. 类型'),
      level: oneOf(HonourLevelEnum, 'How high it is. 级别'),
      personId: optional(id('Person', 'Who is put forward. Give exactly one of these four. 个人')),
      householdId: optional(id('Household', 'Which household. 户')),
      teamId: optional(id('VolunteerTeam', 'Which team. 服务队')),
      unitId: optional(id('Organization', 'Which organisation. 单位')),
      merits: lines(2_000, 'What for. 事迹'),
    },
    rules: [needed(exactlyOne(...names)), isOfItsKind],
    async may(work, { organizationId }) {
      const organization = await findSeen(work, Organization, organizationId);
      demand(mayNominate(work.viewer) && organization.jurisdictionId === work.viewer.jurisdiction!.id, NOT_NOMINATOR);
      return organization;
    },
  },
  async (work, input, organization) => {
    const jurisdiction = jurisdictionOf(work);
    // What is being moved comes to rest first: the honour copies its place.
    await lockTree(work, jurisdiction.id);
    await work.em.refresh(organization);
    demandActive(organization, 'organizationId');
    const honour = work.em.create(Honour, {
      id: newId(jurisdiction.number),
      jurisdictionId: jurisdiction.id,
      kind: input.kind,
      level: input.level,
      ...(await nomineeOf(work, input)),
      organization: organization.id,
      merits: input.merits,
      nominatedBy: work.viewer.person!,
      publicisedOn: null,
      publicUntil: null,
      awardedOn: null,
      state: 'NOMINATED',
      place: organization.place,
      createdAt: work.now(),
      updatedAt: work.now(),
    });
    remember(work, 'Honour', honour, { verb: 'nominateForHonour', from: null });
    return { id: honour.id };
  },
);

const NOT_NOMINATOR = 'Persons put others of their own jurisdiction forward. 个人可以提名本辖区的对象。';

interface Nominee {
  readonly personId: string | null;
  readonly householdId: string | null;
  readonly teamId: string | null;
  readonly unitId: string | null;
}

const labels = {
  person: { en: 'a person', zh: '个人' },
  household: { en: 'a household', zh: '户' },
  team: { en: 'a team', zh: '服务队' },
  unit: { en: 'an organisation', zh: '单位' },
};

/** A rule: an honour for households goes to a household, and so on. */
function isOfItsKind({ kind, ...nominee }: Nominee & { readonly kind: HonourKind }) {
  const wanted = nomineesOf[kind];
  const given = names.find((name) => nominee[name] !== null);
  if (!wanted || !given || nominee[`${wanted}Id`] !== null) return null;
  return problem('INVALID', 'This honour is for {whom}. 该荣誉的对象应为{whom}。', given, { whom: labels[wanted] });
}

/** A person whom the viewer may name: one they see, an official, or somebody whom they see as a member of a team. */
async function findNominee(work: Work, id: string): Promise<Person> {
  const isMember = await work.em.count(TeamMembership, { person: id, state: 'ACTIVE', ...isSeen(work, 'TeamMembership') });
  return isMember > 0 ? work.em.findOneOrFail(Person, { id }) : findPersonOrOfficial(work, id);
}

async function nomineeOf(
  work: Work,
  { personId, householdId, teamId, unitId }: Nominee,
): Promise<Pick<Honour, 'person' | 'household' | 'team' | 'unit'>> {
  if (personId === work.viewer.person) refuse('INVALID', 'Nobody puts themselves forward. 不能提名本人。', 'personId');
  const nominee = {
    person: personId && (await findNominee(work, personId)),
    household: householdId && (await findSeen(work, Household, householdId)),
    team: teamId && (await findSeen(work, VolunteerTeam, teamId)),
    unit: unitId && (await findSeen(work, Organization, unitId)),
  };
  for (const [name, row] of Object.entries(nominee))
    if (row && row.jurisdictionId !== jurisdictionOf(work).id)
      refuse('INVALID', 'The nominee belongs to another jurisdiction. 提名对象属于其他辖区。', `${name}Id`);
  return { person: personId, household: householdId, team: teamId, unit: unitId };
}
