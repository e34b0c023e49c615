import type { Work } from '../../../work/command.js';
import { DeliberationSession } from '../../deliberation/session.entity.js';

/** A session at which something happens. It does not change until this transaction ends, so that what is told of it is told in order. */
export const sessionAt = (work: Work, id: string): Promise<DeliberationSession> =>
  work.em.findOneOrFail(DeliberationSession, { id }, { lock: 'share' });
