import { newId } from '../../../kernel/ids.js';
import { refuse } from '../../../kernel/result.js';
import { sharingDays } from '../../../kernel/span.js';
import { day, firstDay, id, oneOf, optional, versionOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { findPersonOrOfficial } from '../../households/commands/find-person.js';
import { daysOf } from '../../organisations/commands/days.js';
import { jurisdictionOf } from '../../organisations/commands/find.js';
import { BodyMember } from '../body.entity.js';
import { bodyPayload, CapacityEnum, PartyEnum } from '../body.type.js';
import { ADMITS_ONESELF, isOneself, mayKeepBodies } from '../deliberation.policy.js';
import { bodyFor } from './body-in-hand.js';
import { demandAtWork, lockBody } from './find.js';

interface Admission {
  readonly id: string;
  readonly version: number | null;
  readonly personId: string;
}

/** Once at a time; nobody admits themselves. Who has a vote in a session is settled when it is opened. */
export const admitBodyMember = verb(
  'admitBodyMember',
  {
    does: 'Admits somebody to a body. 吸收议事成员',
    answers: bodyPayload,
    takes: {
      ...versionOf('DeliberationBody'),
      personId: id('Person', 'Who. 人员'),
      capacity: oneOf(CapacityEnum, 'As what. 身份'),
      party: oneOf(PartyEnum, 'For whom. 代表方'),
      from: optional(firstDay('From this day on; today if left out. 起始日期')),
      to: optional(day('The first day on which they no longer belong. 截止日期')),
    },
    may: bodyFor(mayKeepBodies, (viewer, { personId }: Admission) => !isOneself(viewer, [personId]) || ADMITS_ONESELF),
  },
  async (work, input) => {
    const body = await lockBody(work, input.id);
    demandAtWork(work, body, 'id');
    const person = await findPersonOrOfficial(work, input.personId);
    const { validFrom, validTo } = daysOf(work, input, 'from', 'to');
    const others = await work.em.find(BodyMember, { body: body.id, person: person.id, ...sharingDays(validFrom, validTo) });
    if (others.some((other) => other.validTo !== other.validFrom))
      refuse('INVALID', 'They belong to it already in that time. 该人员在该时段内已是成员。', 'personId');
    work.em.create(BodyMember, {
      id: newId(jurisdictionOf(work).number),
      jurisdictionId: body.jurisdictionId,
      body: body.id,
      person: person.id,
      capacity: input.capacity,
      party: input.party,
      validFrom,
      validTo,
    });
    return { id: body.id };
  },
);
