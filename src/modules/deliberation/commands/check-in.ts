import { newId } from '../../../kernel/ids.js';
import { refuse } from '../../../kernel/result.js';
import type { Work } from '../../../work/command.js';
import { jurisdictionOf } from '../../organisations/commands/find.js';
import type { Capacity, Party } from '../deliberation.terms.js';
import { Attendance, type DeliberationSession } from '../session.entity.js';
import { demandState, demandTime } from './session-in-hand.js';
import { tellSession } from './tell-session.js';

interface Attendant {
  readonly person: string;
  readonly capacity: Capacity;
  readonly party: Party;
}

export async function checkIn(work: Work, session: DeliberationSession, attendant: Attendant, field: string): Promise<void> {
  demandState(session, 'NOTICE_SENT', 'OPEN');
  demandTime(session, work.now(), 'id');
  if (await work.em.findOne(Attendance, { session: session.id, person: attendant.person }))
    refuse('WRONG_STATE', 'They are there already. 该人员已签到。', field);
  const { id } = work.em.create(Attendance, {
    id: newId(jurisdictionOf(work).number),
    jurisdictionId: session.jurisdictionId,
    session: session.id,
    ...attendant,
    at: work.now(),
  });
  await tellSession(work, session, { kind: 'CHECKED_IN', about: { noun: 'Attendance', id }, arrives: attendant.person });
}
