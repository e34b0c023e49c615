import { dayOf } from '../../../kernel/clock.js';
import { demand } from '../../../kernel/errors.js';
import { ok } from '../../../kernel/result.js';
import { endOn } from '../../../kernel/span.js';
import { type Command, conflict, type Idempotent } from '../../../work/command.js';
import { Appointment } from '../appointment.entity.js';
import { mayAppoint } from '../organization.policy.js';
import { findSeen } from './find-seen.js';

export interface EndAppointment extends Idempotent {
  readonly id: string;
  readonly version?: number | null;
  /** The first day out of office; today if left out. */
  readonly on?: string | null;
}

/** Ends a post from a day on. The appointment stays in the history. */
export const endAppointment: Command<EndAppointment> = async (work, input) => {
  const appointment = await findSeen(work, Appointment, input.id, 'id', 'appointment');
  demand(appointment.person !== work.viewer.person, 'Nobody ends a post of their own; somebody else has to.');
  demand(mayAppoint(work.viewer, appointment.place, appointment.position), 'Your posts do not let you end this appointment.');
  if (input.version != null && input.version !== appointment.version) return conflict();

  const ended = endOn(appointment, input.on ?? dayOf(work.now()), 'The appointment');
  if (!ended.ok) return ended;
  work.emit({
    topic: 'house',
    jurisdictionId: appointment.jurisdictionId,
    payload: { reason: 'endAppointment', person: appointment.person },
  });
  return ok({ id: appointment.id });
};
