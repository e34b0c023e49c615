import type { FilterQuery } from '@mikro-orm/core';
import { dayOf } from '../../../kernel/clock.js';
import { demand, notFound } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import { fail, ok } from '../../../kernel/result.js';
import { sharingDays } from '../../../kernel/span.js';
import { textsOf } from '../../../kernel/text.js';
import { uuidOf } from '../../../read/value.js';
import type { Command, Idempotent } from '../../../work/command.js';
import { Appointment } from '../appointment.entity.js';
import { mayAppoint, mayManageOrganizations } from '../organization.policy.js';
import type { Position } from '../organization.terms.js';
import { Person } from '../person.entity.js';
import { fitsSeat, posts, seatsOf } from '../posts.js';
import { findSeat, jurisdictionOf } from './find.js';
import { isSeen } from './find-seen.js';

export interface AppointPerson extends Idempotent {
  readonly personId: string;
  readonly position: Position;
  readonly organizationId?: string | null;
  readonly gridId?: string | null;
  readonly stairwellId?: string | null;
  readonly fullTime?: boolean | null;
  readonly from?: string | null;
  readonly to?: string | null;
  readonly duties?: readonly string[] | null;
}

/**
 * Gives a person a post at an organisation, on a grid or on a stairwell of it, as the table of posts allows. Nobody appoints themselves. Nobody holds
 * one post twice at a time; no grid has two leaders, and no stairwell two chiefs.
 */
export const appointPerson: Command<AppointPerson> = async (work, input) => {
  const given = [input.organizationId, input.gridId, input.stairwellId].filter((seat) => seat != null);
  if (given.length !== 1) return fail('INVALID', 'Give exactly one of organizationId, gridId and stairwellId.', 'organizationId');
  const [field, noun] =
    input.organizationId != null
      ? (['organizationId', 'Organization'] as const)
      : input.gridId != null
        ? (['gridId', 'Grid'] as const)
        : (['stairwellId', 'Stairwell'] as const);
  const jurisdiction = jurisdictionOf(work);
  const seat = await findSeat(work, given[0]!, field, noun);
  demand(mayAppoint(work.viewer, seat.place, input.position), 'Your posts do not let you fill this one.');
  const personId = uuidOf(input.personId, 'personId', 'Person');
  demand(personId !== work.viewer.person, 'Nobody appoints themselves; somebody else has to.');
  // Who manages the organisation knows everybody of the jurisdiction.
  const person = await work.em.findOne(Person, {
    id: personId,
    jurisdictionId: jurisdiction.id,
    ...(mayManageOrganizations(work.viewer, seat.place) ? {} : isSeen(work, 'Person')),
  });
  if (!person) throw notFound('Person');
  if (seat.status !== 'ACTIVE') return fail('INVALID', 'It is no longer at work.', field);
  if (!fitsSeat(input.position, seat)) return fail('INVALID', `${input.position} is held at ${seatsOf(input.position)}.`, field);

  const duties = textsOf(input.duties, 'duties');
  if (!duties.ok) return duties;
  const validFrom = input.from ?? dayOf(work.now());
  const validTo = input.to ?? null;
  if (validTo !== null && validTo <= validFrom) return fail('INVALID', 'to must be after from.', 'to');
  const post = {
    position: input.position,
    organization: noun === 'Organization' ? seat.id : null,
    gridId: seat.gridId,
    stairwellId: noun === 'Stairwell' ? seat.id : null,
  };
  // Appointments of one person, and those to one seat, wait for each other, or two at once would both find nothing in their way.
  for (const id of [person.id, seat.id]) await work.sql('select pg_advisory_xact_lock(hashtextextended(?, 2))', [id]);
  const heldThen = async (which: FilterQuery<Appointment>) => {
    const found = await work.em.find(Appointment, { $and: [which, sharingDays(validFrom, validTo)] });
    return found.filter(({ validFrom, validTo }) => validTo !== validFrom);
  };
  const { neverWith } = posts[input.position];
  if (neverWith) {
    const others = await heldThen({ person: person.id, position: neverWith });
    demand(others.length === 0, `Nobody is ${input.position} and ${neverWith} on the same day.`);
  }
  const held = await heldThen(post);
  if (held.some((other) => other.person === person.id)) {
    return fail('INVALID', 'The person already holds this post in that time.', 'personId');
  }
  if (input.position === 'GRID_LEADER' && held.length > 0) {
    return fail('INVALID', 'The grid already has a leader in that time; end that appointment first.', 'position');
  }
  if (input.position === 'STAIRWELL_CHIEF' && held.length > 0) {
    return fail('INVALID', 'The stairwell already has a chief in that time; end that appointment first.', 'position');
  }

  const appointment = work.em.create(Appointment, {
    id: newId(jurisdiction.number),
    jurisdictionId: jurisdiction.id,
    person: person.id,
    ...post,
    place: seat.place,
    fullTime: input.fullTime ?? false,
    validFrom,
    validTo,
    duties: duties.value,
  });
  work.emit({ topic: 'house', jurisdictionId: jurisdiction.id, payload: { reason: 'appointPerson', person: person.id } });
  return ok({ id: appointment.id });
};
