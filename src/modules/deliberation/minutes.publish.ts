import { dayOf } from '../../kernel/clock.js';
import { refuse } from '../../kernel/result.js';
import type { Work } from '../../work/command.js';
import { publicPositions } from '../organisations/organization.terms.js';
import { Minutes } from './session.entity.js';

/** Publishes the latest version, which has to be approved. */
export async function publishLatest(work: Work, session: string, now: Date): Promise<void> {
  const [latest] = await work.em.find(Minutes, { session }, { orderBy: { number: 'desc' }, lock: 'update' });
  if (!latest?.approvedAt) refuse('WRONG_STATE', 'The latest version of the minutes is not approved yet. 最新一版会议纪要尚未审定。', 'id');
  latest.redacted = await redacted(work, session, latest.text);
  latest.publishedAt = now;
}

/** The text without the names of those who have to do with the session and hold no post on public notice: 王*. */
async function redacted(work: Work, session: string, text: string): Promise<string> {
  const today = dayOf(work.now());
  const people = await work.sql<{ name: string }>(
    `select distinct name from person where id in (
       select person_id from attendance where session_id = ? union select giver_id from proxy where session_id = ? union select holder_id from proxy where session_id = ?
       union select chair_id from deliberation_session where id = ?
       union select m.person_id from body_member m join deliberation_session s on s.body_id = m.body_id where s.id = ?)
     and not exists (select from appointment where person_id = person.id and position = any(?) and valid_from <= ? and (valid_to is null or valid_to > ?))`,
    [session, session, session, session, session, [...publicPositions], today, today],
  );
  // The longest first: no name is a part of one that is looked for later.
  return people
    .map(({ name }) => name)
    .sort((a, b) => b.length - a.length)
    .reduce((told, name) => told.replaceAll(name, `${[...name][0]}*`), text);
}
