import type { DueRows } from '../../../jobs/job.js';
import { notify } from '../../notifications/commands/notify.js';
import { Ballot } from '../ballot.entity.js';

/** So long before a ballot closes those are told who have not voted yet. */
const REMINDER_MS = 24 * 60 * 60_000;

/** When they are told; null where the ballot is open for less than that, or until the chair closes it. */
export function reminderOf(closesAt: Date | null, now: Date): Date | null {
  if (closesAt === null) return null;
  const at = new Date(closesAt.getTime() - REMINDER_MS);
  return at > now ? at : null;
}

export const remindVoters: DueRows = {
  name: 'ballots that close soon',
  when: { everySeconds: 5 },
  atOnce: 100,
  table: 'ballot',
  at: 'remind_at',
  action: 'remindOfBallot',
  async command(work, { id }) {
    const ballot = await work.em.findOneOrFail(Ballot, { id }, { lock: 'update' });
    ballot.remindAt = null;
    const electors = await work.sql<{ persons: readonly string[] }>(
      `select person_ids as persons from ballot_elector elector
       where ballot_id = ? and not exists (select from ballot_vote vote where vote.elector_id = elector.id)`,
      [id],
    );
    const persons = electors.flatMap((elector) => elector.persons);
    await notify(work, { noun: 'Ballot', row: ballot, at: work.now() }, [{ kind: 'BALLOT_CLOSES_SOON', persons }]);
    return { id };
  },
};
