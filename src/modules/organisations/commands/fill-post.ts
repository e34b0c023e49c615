import { termLabel } from '../../../kernel/bilingual.js';
import { demand } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import { refuse } from '../../../kernel/result.js';
import { sharingDays } from '../../../kernel/span.js';
import type { Work } from '../../../work/command.js';
import type { Where } from '../../../work/unit-of-work.js';
import { Appointment } from '../appointment.entity.js';
import { type Position, positions } from '../organization.terms.js';
import { fitsSeat, posts, seatsOf } from '../posts.js';
import { type findSeat, jurisdictionOf } from './find.js';

interface Filling {
  readonly position: Position;
  readonly person: string;
  readonly seat: Awaited<ReturnType<typeof findSeat>>;
  readonly noun: Parameters<typeof findSeat>[2];
  /** Asked when the seat is right. */
  readonly days: () => { readonly validFrom: string; readonly validTo: string | null };
  readonly fullTime?: boolean | null;
  readonly duties?: readonly string[] | null;
}

/** The fields of the input that name each. */
interface Fields {
  readonly seat: string;
  readonly person: string;
  readonly position: string;
}

/** Makes the appointment, by the rules of all appointments; who may make it is the caller's question. Nobody holds one post twice at a time; no grid has two leaders, and no stairwell two chiefs. */
export async function fillPost(work: Work, filling: Filling, fields: Fields): Promise<Appointment> {
  const { position, person, seat, noun } = filling;
  const label = termLabel(positions, position);
  if (seat.status !== 'ACTIVE') refuse('INVALID', 'It is no longer at work. 该组织或网格已撤销。', fields.seat);
  if (!fitsSeat(position, seat))
    refuse('INVALID', '{position} is held at {seats}. {position} 只能在以下任职：{seats}。', fields.seat, {
      position: label,
      seats: seatsOf(position),
    });

  const { validFrom, validTo } = filling.days();
  const post = {
    position,
    organization: noun === 'Organization' ? seat.id : null,
    gridId: seat.gridId,
    stairwellId: noun === 'Stairwell' ? seat.id : null,
  };
  // Appointments of one person, and those to one seat, wait for each other, or two at once would both find nothing in their way.
  for (const id of [person, seat.id]) await work.sql('select pg_advisory_xact_lock(hashtextextended(?, 2))', [id]);
  const heldThen = async (which: Where<Appointment>) => {
    const found = await work.em.find(Appointment, { $and: [which, sharingDays(validFrom, validTo)] });
    return found.filter(({ validFrom, validTo }) => validTo !== validFrom);
  };
  const { neverWith } = posts[position];
  if (neverWith) {
    const others = await heldThen({ person, position: neverWith });
    demand(others.length === 0, 'Nobody is {position} and {other} on the same day. 任何人不得在同一天兼任{position}和{other}。', {
      position: label,
      other: termLabel(positions, neverWith),
    });
  }
  const held = await heldThen(post);
  if (held.some((other) => other.person === person))
    refuse('INVALID', 'The person already holds this post in that time. 该人员在该时段内已任此职。', fields.person);
  if (position === 'GRID_LEADER' && held.length > 0)
    refuse(
      'INVALID',
      'The grid already has a leader in that time; end that appointment first. 该网格在该时段内已有网格长，请先免去其职务。',
      fields.position,
    );
  if (position === 'STAIRWELL_CHIEF' && held.length > 0)
    refuse(
      'INVALID',
      'The stairwell already has a chief in that time; end that appointment first. 该楼道在该时段内已有楼道长，请先免去其职务。',
      fields.position,
    );

  const jurisdiction = jurisdictionOf(work);
  const appointment = work.em.create(Appointment, {
    id: newId(jurisdiction.number),
    jurisdictionId: jurisdiction.id,
    person,
    ...post,
    place: seat.place,
    fullTime: filling.fullTime ?? false,
    validFrom,
    validTo,
    duties: [...(filling.duties ?? [])],
  });
  work.emit({ topic: 'directory', jurisdictionId: jurisdiction.id, payload: { reason: 'appointPerson', person } });
  return appointment;
}
