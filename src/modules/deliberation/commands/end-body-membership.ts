import { dayOf } from '../../../kernel/clock.js';
import { demand } from '../../../kernel/errors.js';
import { endOn } from '../../../kernel/span.js';
import { findSeen } from '../../../work/find.js';
import { day, id, optional } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { BodyMember, DeliberationBody } from '../body.entity.js';
import { bodyPayload } from '../body.type.js';
import { mayKeepBodies, NOT_BODY_KEEPER } from '../deliberation.policy.js';

export const endBodyMembership = verb(
  'endBodyMembership',
  {
    does: "Ends somebody's membership of a body. 免去议事成员",
    answers: { ...bodyPayload, name: 'EndBodyMembershipPayload' },
    takes: {
      memberId: id('BodyMember', 'The membership. 成员'),
      on: optional(day('The first day on which they no longer belong; today if left out. 截止日期')),
    },
    async may(work, { memberId }) {
      const member = await findSeen(work, BodyMember, memberId);
      const body = await work.em.findOneOrFail(DeliberationBody, { id: member.body });
      demand(mayKeepBodies(work.viewer, body.place), NOT_BODY_KEEPER);
      return member;
    },
  },
  async (work, { on }, member) => {
    endOn(member, on ?? dayOf(work.now()));
    return { id: member.body, noun: 'DeliberationBody' };
  },
);
