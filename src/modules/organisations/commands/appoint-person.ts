import { termLabel } from '../../../kernel/bilingual.js';
import { demand, notFound } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import { refuse } from '../../../kernel/result.js';
import { sharingDays } from '../../../kernel/span.js';
import { isSeen } from '../../../work/find.js';
import { day, exactlyOne, flag, id, needed, oneOf, optional, texts } from '../../../work/input.js';
import type { Where } from '../../../work/unit-of-work.js';
import { verb } from '../../../work/verb.js';
import { Appointment } from '../appointment.entity.js';
import { appointmentPayload, PositionEnum } from '../appointment.type.js';
import { mayAppoint, mayManageOrganizations } from '../organization.policy.js';
import { positions } from '../organization.terms.js';
import { Person } from '../person.entity.js';
import { fitsSeat, posts, seatsOf } from '../posts.js';
import { daysOf } from './days.js';
import { findSeat, jurisdictionOf } from './find.js';

/**
 * At an organisation, on a grid or on a stairwell of it, as the table of posts allows. Nobody holds one post twice at a time; no grid has two leaders, and no
 * stairwell two chiefs.
 */
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
    const { position } = input;
    const label = termLabel(positions, position);
    if (seat.status !== 'ACTIVE') refuse('INVALID', 'It is no longer at work. 该组织或网格已撤销。', field);
    if (!fitsSeat(position, seat))
      refuse('INVALID', '{position} is held at {seats}. {position} 只能在以下任职：{seats}。', field, {
        position: label,
        seats: seatsOf(position),
      });

    const { validFrom, validTo } = daysOf(work, input, 'from', 'to');
    const post = {
      position,
      organization: noun === 'Organization' ? seat.id : null,
      gridId: seat.gridId,
      stairwellId: noun === 'Stairwell' ? seat.id : null,
    };
    // Appointments of one person, and those to one seat, wait for each other, or two at once would both find nothing in their way.
    for (const id of [person.id, seat.id]) await work.sql('select pg_advisory_xact_lock(hashtextextended(?, 2))', [id]);
    const heldThen = async (which: Where<Appointment>) => {
      const found = await work.em.find(Appointment, { $and: [which, sharingDays(validFrom, validTo)] });
      return found.filter(({ validFrom, validTo }) => validTo !== validFrom);
    };
    const { neverWith } = posts[position];
    if (neverWith) {
      const others = await heldThen({ person: person.id, position: neverWith });
      demand(others.length === 0, 'Nobody is {position} and {other} on the same day. 任何人不得在同一天兼任{position}和{other}。', {
        position: label,
        other: termLabel(positions, neverWith),
      });
    }
    const held = await heldThen(post);
    if (held.some((other) => other.person === person.id))
      refuse('INVALID', 'The person already holds this post in that time. 该人员在该时段内已任此职。', 'personId');
    if (position === 'GRID_LEADER' && held.length > 0)
      refuse(
        'INVALID',
        'The grid already has a leader in that time; end that appointment first. 该网格在该时段内已有网格长，请先免去其职务。',
        'position',
      );
    if (position === 'STAIRWELL_CHIEF' && held.length > 0)
      refuse(
        'INVALID',
        'The stairwell already has a chief in that time; end that appointment first. 该楼道在该时段内已有楼道长，请先免去其职务。',
        'position',
      );

    const jurisdiction = jurisdictionOf(work);
    const appointment = work.em.create(Appointment, {
      id: newId(jurisdiction.number),
      jurisdictionId: jurisdiction.id,
      person: person.id,
      ...post,
      place: seat.place,
      fullTime: input.fullTime ?? false,
      validFrom,
      validTo,
      duties: [...(input.duties ?? [])],
    });
    work.emit({ topic: 'directory', jurisdictionId: jurisdiction.id, payload: { reason: 'appointPerson', person: person.id } });
    return { id: appointment.id };
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
