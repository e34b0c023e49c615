import { dayOf } from '../../../kernel/clock.js';
import { demand } from '../../../kernel/errors.js';
import { endOn } from '../../../kernel/span.js';
import { demandVersion, findSeen } from '../../../work/find.js';
import { day, optional, versionOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { CareDesignation } from '../care.entity.js';
import { mayDesignateCare, NOT_CARE_DECIDER } from '../care.policy.js';
import { careDesignationPayload } from '../care.type.js';

/** It stays in the history. */
export const endCare = verb(
  'endCare',
  {
    does: 'Ends a care designation from a day on. 解除关爱',
    answers: careDesignationPayload,
    takes: {
      ...versionOf('CareDesignation'),
      on: optional(day('The first day on which it no longer holds; today if left out. 截止日期')),
    },
    async may(work, { id, version }) {
      const designation = await findSeen(work, CareDesignation, id);
      demand(mayDesignateCare(work.viewer, designation.place), NOT_CARE_DECIDER);
      demandVersion(designation, version);
      return designation;
    },
  },
  async (work, { on }, designation) => {
    endOn(designation, on ?? dayOf(work.now()));
    return { id: designation.id };
  },
);
