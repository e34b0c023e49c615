import { demand } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import { refuse } from '../../../kernel/result.js';
import type { Work } from '../../../work/command.js';
import { findSeen } from '../../../work/find.js';
import { remember } from '../../../work/history.js';
import { exactlyOne, id, lines, needed, oneOf, optional } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { Household } from '../../households/household.entity.js';
import { demandActive, jurisdictionOf, lockTree } from '../../organisations/commands/find.js';
import { Organization } from '../../organisations/organization.entity.js';
import { Person } from '../../organisations/person.entity.js';
import { Honour } from '../honour.entity.js';
import { mayNominate } from '../honour.policy.js';
import { HonourKindEnum, HonourLevelEnum, honourPayload } from '../honour.type.js';
import { VolunteerTeam } from '../volunteer.entity.js';

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
    rules: [needed(exactlyOne('personId', 'householdId', 'teamId', 'unitId'))],
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

async function nomineeOf(
  work: Work,
  { personId, householdId, teamId, unitId }: Nominee,
): Promise<Pick<Honour, 'person' | 'household' | 'team' | 'unit'>> {
  if (personId === work.viewer.person) refuse('INVALID', 'Nobody puts themselves forward. 不能提名本人。', 'personId');
  const nominee = {
    person: personId && (await findSeen(work, Person, personId)),
    household: householdId && (await findSeen(work, Household, householdId)),
    team: teamId && (await findSeen(work, VolunteerTeam, teamId)),
    unit: unitId && (await findSeen(work, Organization, unitId)),
  };
  for (const [name, row] of Object.entries(nominee))
    if (row && row.jurisdictionId !== jurisdictionOf(work).id)
      refuse('INVALID', 'The nominee belongs to another jurisdiction. 提名对象属于其他辖区。', `${name}Id`);
  return { person: personId, household: householdId, team: teamId, unit: unitId };
}
