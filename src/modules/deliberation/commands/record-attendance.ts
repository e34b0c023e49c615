import { refuse } from '../../../kernel/result.js';
import { id, oneOf, optional, versionOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { findPersonOrOfficial } from '../../households/commands/find-person.js';
import { CapacityEnum, PartyEnum } from '../body.type.js';
import { mayRecordAttendance } from '../deliberation.policy.js';
import { sessionPayload } from '../session.type.js';
import { sessionFlow } from '../session.workflow.js';
import { checkIn } from './check-in.js';
import { membershipOf } from './find.js';

/** Guests as well: they are counted by capacity and party, but have no vote. */
export const recordAttendance = verb(
  'recordAttendance',
  {
    does: 'Records that somebody is at a session: a member, or a guest with capacity and party. 登记到会人员',
    answers: sessionPayload,
    takes: {
      ...versionOf('DeliberationSession'),
      personId: id('Person', 'Who. 人员'),
      capacity: optional(oneOf(CapacityEnum, 'As what; of a member, as the body knows them. 身份')),
      party: optional(oneOf(PartyEnum, 'For whom; of a member, as the body knows them. 代表方')),
    },
    may: (work, { id, version }) => sessionFlow.admit(work, mayRecordAttendance, { id, version, isLocked: true }),
  },
  async (work, { personId, capacity, party }, { row: session }) => {
    const person = await findPersonOrOfficial(work, personId);
    const member = await membershipOf(work, session, person.id);
    if (!member && (capacity === null || party === null))
      refuse(
        'REQUIRED',
        'They are no member: say as what and for whom they are there. 该人员不是议事成员，请说明其身份和代表方。',
        capacity === null ? 'capacity' : 'party',
      );
    await checkIn(
      work,
      session,
      { person: person.id, capacity: member?.capacity ?? capacity!, party: member?.party ?? party! },
      'personId',
    );
    return { id: session.id };
  },
);
