import { demand } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import { problem, refuse } from '../../../kernel/result.js';
import { findSeen } from '../../../work/find.js';
import { type Checked, id, listOf, oneOf, optional } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { demandActive, jurisdictionOf } from '../../organisations/commands/find.js';
import { Organization } from '../../organisations/organization.entity.js';
import { OrganizationKindEnum } from '../../organisations/organization.type.js';
import { DutyList } from '../duty.entity.js';
import { dutyListPayload } from '../duty.type.js';
import { mayPublishDuties } from '../incident.policy.js';

const MOST = 200;
const categories = (description: `${string}. ${string}`) => optional(listOf(id('IncidentCategory', description), { max: MOST }));

const fields = {
  organizationId: id('Organization', 'For what lies here and below; the root is for the whole jurisdiction. 适用组织'),
  level: oneOf(OrganizationKindEnum, 'The kind of organisation whose duties these are. 层级'),
  ownIds: categories('What they have to do themselves. 主责'),
  assistIds: categories('What they assist others in. 协助'),
  notOursIds: categories('What is not theirs. 非本级职责'),
};

/** A category stands in one of the lists. */
const once = ({ ownIds, assistIds, notOursIds }: Checked<typeof fields>) => {
  const known = new Set<string>();
  for (const [at, ids] of Object.entries({ ownIds, assistIds, notOursIds }))
    for (const category of ids ?? []) {
      if (known.has(category)) return problem('INVALID', 'A category stands in one of the lists alone. 同一类别只能列入一项。', at);
      known.add(category);
    }
  return null;
};

/** The lists before stay as they were. */
export const publishDutyList = verb(
  'publishDutyList',
  {
    does: 'Says which categories are the business of organisations of a level, in place of what was said before. 发布职责清单',
    answers: dutyListPayload,
    takes: fields,
    rules: [once],
    async may(work, { organizationId }) {
      // Numbers count up one by one: two publications wait for each other.
      const organization = await findSeen(work, Organization, organizationId, { isLocked: true });
      demand(
        mayPublishDuties(work.viewer, organization.place),
        'Only administrators and street officers publish duty lists, in their own subtree. 只有管理员和街道干部可以在其辖区内发布职责清单。',
      );
      return organization;
    },
  },
  async (work, { organizationId, level, ownIds, assistIds, notOursIds }, organization) => {
    demandActive(organization, 'organizationId');
    const jurisdiction = jurisdictionOf(work);
    for (const [at, ids] of Object.entries({ ownIds, assistIds, notOursIds })) {
      const found = await work.sql('select id from incident_category where jurisdiction_id = ? and id = any(?)', [
        jurisdiction.id,
        ids ?? [],
      ]);
      if (found.length < (ids?.length ?? 0)) refuse('INVALID', 'There is no such category in the jurisdiction. 该辖区没有此类别。', at);
    }
    const [last] = await work.sql<{ number: number }>(
      'select number from duty_list where organization_id = ? and level = ? order by number desc limit 1',
      [organizationId, level],
    );
    const made = work.em.create(DutyList, {
      id: newId(jurisdiction.number),
      jurisdictionId: jurisdiction.id,
      organization: organizationId,
      place: organization.place,
      level,
      number: (last?.number ?? 0) + 1,
      ownIds: [...(ownIds ?? [])],
      assistIds: [...(assistIds ?? [])],
      notOursIds: [...(notOursIds ?? [])],
      publishedAt: work.now(),
      createdAt: work.now(),
      updatedAt: work.now(),
    });
    return { id: made.id };
  },
);
