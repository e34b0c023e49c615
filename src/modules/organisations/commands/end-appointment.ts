import { dayOf } from '../../../kernel/clock.js';
import { demand } from '../../../kernel/errors.js';
import { endOn } from '../../../kernel/span.js';
import { demandVersion, findSeen } from '../../../work/find.js';
import { day, optional, versionOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { Appointment } from '../appointment.entity.js';
import { appointmentPayload } from '../appointment.type.js';
import { mayAppoint } from '../organization.policy.js';

/** The appointment stays in the history. */
export const endAppointment = verb(
  'endAppointment',
  {
    does: 'Ends a post from a day on. Nobody ends a post of their own. 免职',
    answers: appointmentPayload,
    takes: {
      ...versionOf('Appointment'),
      on: optional(day('The first day out of office; today if left out. 离任日期')),
    },
    async may(work, { id }) {
      const appointment = await findSeen(work, Appointment, id);
      demand(
        appointment.person !== work.viewer.person,
        'Nobody ends a post of their own; somebody else has to. 不得免去自己的职务，须由他人办理。',
      );
      demand(
        mayAppoint(work.viewer, appointment.place, appointment.position),
        'Your posts do not let you end this appointment. 您的职务无权免去该职务。',
      );
      return appointment;
    },
  },
  async (work, { on, version }, appointment) => {
    demandVersion(appointment, version);
    endOn(appointment, on ?? dayOf(work.now()));
    work.emit({
      topic: 'directory',
      jurisdictionId: appointment.jurisdictionId,
      payload: { reason: 'endAppointment', person: appointment.person },
    });
    return { id: appointment.id };
  },
);
