import { dayOf } from '../../kernel/clock.js';
import { refuse } from '../../kernel/result.js';
import type { Work } from '../../work/command.js';
import { peopleWith } from '../../work/keeps.js';
import { publicPositions } from '../organisations/organization.terms.js';
import { Minutes } from './session.entity.js';

/** Publishes the latest version, which has to be approved. */
export async function publishLatest(work: Work, session: string, now: Date): Promise<void> {
  const [latest] = await work.em.find(Minutes, { session }, { orderBy: { number: 'desc' }, lock: 'update' });
  if (!latest?.approvedAt) refuse('WRONG_STATE', 'The latest version of the minutes is not approved yet. 最新一版会议纪要尚未审定。', 'id');
  latest.redacted = await redacted(work, session, latest.text);
  latest.publishedAt = now;
}

const DIGIT = String.raw`\p{Nd}`;
/** What may stand between two digits of one number, and the next digit. */
const NEXT = String.raw`[\p{Zs}\t\p{Pd}]{0,3}\p{Nd}`;
const numbers = [
  // Id numbers in groups, of 18 or 15; the last may be an X.
  `${DIGIT}{6}(?:${NEXT}){8}(?:(?:${NEXT}){3}[\\p{Zs}\\p{Pd}]?[${DIGIT}XxＸｘ]|${NEXT})`,
  // Id numbers, phone numbers, accounts.
  `${DIGIT}{11,}[XxＸｘ]?`,
  // Landlines, with their area code, or named as such.
  `[0０]${DIGIT}{2,3}[)）]?(?:${NEXT}){7,8}`,
  `(?<=(?:电话|座机)[:：]?\\p{Zs}*)${DIGIT}(?:${NEXT}){6,7}`,
  // Mobile phones in groups.
  `[1１][3-9３-９](?:${NEXT}){9}`,
];
const personalNumber = new RegExp(`(?<!${DIGIT})(?:${numbers.join('|')})(?!${DIGIT})`, 'gu');

/** A name, also with blanks between its characters. */
const spelled = (name: string): RegExp =>
  new RegExp(
    [...name.replaceAll(' ', '')].map((letter) => letter.replace(/[\\^$.*+?()[\]{}|/]/, String.raw`\$&`)).join(String.raw`\p{Zs}*`),
    'gu',
  );

/**
 * The text without numbers of persons, and without the names of those who have to do with the session or what is on its agenda and hold no post on public
 * notice: 王*.
 */
async function redacted(work: Work, session: string, text: string): Promise<string> {
  const today = dayOf(work.now());
  const people = await work.sql<{ name: string }>(
    `select distinct name from person where (id = any(?) or id in (
       select person_id from attendance where session_id = ? union select giver_id from proxy where session_id = ? union select holder_id from proxy where session_id = ?
       union select chair_id from deliberation_session where id = ?
       union select unnest(b.chair_ids) from deliberation_body b join deliberation_session s on s.body_id = b.id where s.id = ?
       union select m.person_id from body_member m join deliberation_session s on s.body_id = m.body_id where s.id = ?
       union select written_by_id from minutes where session_id = ?
       union select actor_id from history where subject_id = ?))
     and not exists (select from appointment where person_id = person.id and position = any(?) and valid_from <= ? and (valid_to is null or valid_to > ?))
     and strpos(?, replace(name, ' ', '')) > 0`,
    [
      [...(await peopleWith(work, 'DeliberationSession', session))],
      ...Array<string>(8).fill(session),
      ...[[...publicPositions], today, today, text.replaceAll(/\p{Zs}/gu, '')],
    ],
  );
  // The longest first: no name is a part of one that is looked for later.
  return people
    .map(({ name }) => name)
    .sort((a, b) => b.length - a.length)
    .reduce((told, name) => told.replaceAll(spelled(name), `${[...name][0]}*`), text.replaceAll(personalNumber, '***'));
}
