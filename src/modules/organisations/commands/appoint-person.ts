import { demand, notFound } from '../../../kernel/errors.js';
import { isSeen } from '../../../work/find.js';
import { day, exactlyOne, flag, id, needed, oneOf, optional, texts } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { appointmentPayload, PositionEnum } from '../appointment.type.js';
import { mayAppoint, mayManageOrganizations } from '../organization.policy.js';
import { Person } from '../person.entity.js';
import { daysOf } from './days.js';
import { fillPost } from './fill-post.js';
import { findSeat, jurisdictionOf } from './find.js';

/** At an organisation, on a grid or on a stairwell of it, as the table of posts allows. */
export const appointPerson = verb(
  'appointPerson',
  {
    does: 'Gives a person a post, at a seat where it may be held. Nobody appoints themselves. 任命',
    answers: appointmentPayload,
    takes: {
      personId: id('Person', 'Who. 人员'),
      position: oneOf(PositionEnum, 'The post. 职务'),
      organizationId: optional(id('Organization', 'At this organisation. 任职组织')),
      gridId: optional(id('Grid', 'On this grid. Give one of organizationId, gridId and stairwellId. 任职网格')),
      stairwellId: optional(id('Stairwell', 'On this stairwell of a grid; for those who serve a stairwell or a building. 任职楼道')),
      fullTime: optional(flag('Full-time; part-time if left out. 专职')),
      from: optional(day('The first day in office; today if left out. 任职日期')),
      to: optional(day('The first day out of office. 离任日期')),
      duties: optional(texts('What the post is there for. 职责')),
    },
    rules: [needed(exactlyOne('organizationId', 'gridId', 'stairwellId'))],
    async may(work, input) {
      const named = seatNamed(input);
      const seat = await findSeat(work, named.id, named.noun);
      demand(mayAppoint(work.viewer, seat.place, input.position), 'Your posts do not let you fill this one. 您的职务无权任命该职务。');
      demand(input.personId !== work.viewer.person, 'Nobody appoints themselves; somebody else has to. 不得任命自己，须由他人任命。');
      const person = await work.em.findOne(Person, {
        id: input.personId,
        jurisdictionId: jurisdictionOf(work).id,
        // Who manages the organisation knows everybody of the jurisdiction, also people whose home is not known.
        ...(mayManageOrganizations(work.viewer, seat.place) ? {} : isSeen(work, 'Person')),
      });
      if (!person) throw notFound('Person');
      return { seat, person, ...named };
    },
  },
  async (work, input, { seat, person, field, noun }) => {
    const { id } = await fillPost(
      work,
      {
        days: () => daysOf(work, input, 'from', 'to'),
        seat,
        noun,
        person: person.id,
        position: input.position,
        fullTime: input.fullTime,
        duties: input.duties,
      },
      { seat: field, person: 'personId', position: 'position' },
    );
    return { id };
  },
);

interface Seats {
  readonly organizationId: string | null;
  readonly gridId: string | null;
  readonly stairwellId: string | null;
}

/** The seat that an input names, and the field that names it. */
function seatNamed({ organizationId, gridId, stairwellId }: Seats) {
  if (organizationId !== null) return { field: 'organizationId', noun: 'Organization', id: organizationId } as const;
  if (gridId !== null) return { field: 'gridId', noun: 'Grid', id: gridId } as const;
  return { field: 'stairwellId', noun: 'Stairwell', id: stairwellId! } as const;
}
