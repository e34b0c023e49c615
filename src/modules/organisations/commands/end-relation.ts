import { dayOf } from '../../../kernel/clock.js';
import { demand } from '../../../kernel/errors.js';
import { endOn } from '../../../kernel/span.js';
import { demandVersion, findSeen } from '../../../work/find.js';
import { day, optional, versionOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { Organization, OrganizationRelation } from '../organization.entity.js';
import { mayManageOrganizations } from '../organization.policy.js';
import { relationPayload } from '../organization.type.js';

export const endRelation = verb(
  'endRelation',
  {
    does: 'Ends a relation between organisations from a day on; the row stays. 终止组织关系',
    answers: relationPayload,
    takes: {
      ...versionOf('OrganizationRelation'),
      on: optional(day('The first day on which it no longer holds; today if left out. 失效日期')),
    },
    async may(work, { id }) {
      const relation = await findSeen(work, OrganizationRelation, id);
      const from = await work.em.findOneOrFail(Organization, { id: relation.from });
      demand(
        mayManageOrganizations(work.viewer, from.place),
        'Only administrators and street officers end relations of organisations in their own subtree. 只有管理员和街道干部可以终止其辖区内组织的关系。',
      );
      return relation;
    },
  },
  async (work, { on, version }, relation) => {
    demandVersion(relation, version);
    endOn(relation, on ?? dayOf(work.now()));
    return { id: relation.id };
  },
);
