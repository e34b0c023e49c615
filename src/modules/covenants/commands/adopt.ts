import { dayOf } from '../../../kernel/clock.js';
import { refuse } from '../../../kernel/result.js';
import type { Work } from '../../../work/command.js';
import { findSeen } from '../../../work/find.js';
import { effectiveDayOf } from '../../ballots/commands/effective-day.js';
import { Topic } from '../../ballots/topic.entity.js';
import { DeliberationBody } from '../../deliberation/body.entity.js';
import { DeliberationSession } from '../../deliberation/session.entity.js';
import { IS_ADULT } from '../../households/commands/adult.js';
import { notify } from '../../notifications/commands/notify.js';
import { type Covenant, CovenantVersion } from '../covenant.entity.js';

interface Adopting {
  readonly topicId: string;
  readonly from: string | null;
}

/** The draft holds, and the version before it no longer. What a session decided is the text as it stood then, and it decides one version. */
export async function adopt(work: Work, covenant: Covenant, { topicId, from }: Adopting, now: Date): Promise<void> {
  const draft = await work.em.findOne(CovenantVersion, { covenant: covenant.id, validFrom: null });
  if (!draft)
    refuse(
      'WRONG_STATE',
      'There is no draft to adopt; write one first (reviseCovenant). 没有待通过的草案，请先起草（reviseCovenant）。',
      'id',
    );
  const topic = await findSeen(work, Topic, topicId);
  const session = await demandDecided(work, covenant, topic);
  if (draft.writtenAt > topic.decidedAt!)
    refuse('INVALID', 'The text was changed after that decision. 该决定作出后草案又作了修改。', 'topicId');
  if ((await work.em.count(CovenantVersion, { topic: topic.id })) > 0)
    refuse('INVALID', 'That decision adopted another version. 该决定已用于通过其他版本。', 'topicId');
  const earliest = await effectiveDayOf(work, topic);
  const today = dayOf(now);
  if (from !== null && from < earliest)
    refuse('INVALID', 'Its publicity lasts until {day}; it may hold from then on. 公示至 {day}，此后方可生效。', 'from', { day: earliest });
  const validFrom = from ?? (earliest > today ? earliest : today);
  await follow(work, covenant.id, validFrom);
  Object.assign(draft, { topic: topic.id, session: session.id, adoptedAt: topic.decidedAt, validFrom });
  await notify(work, { noun: 'Covenant', row: covenant, at: now }, [
    { kind: 'COVENANT_ADOPTED', persons: await signatories(work, covenant, today) },
  ]);
}

/** The adults of the households where it holds: each of them signs for their own. */
async function signatories(work: Work, { jurisdictionId, place }: Covenant, today: string): Promise<readonly string[]> {
  const adults = await work.sql<{ person: string }>(
    `select distinct m.person_id as person from household h join household_member m on m.household_id = h.id and m.valid_to is null
       join resident r on r.person_id = m.person_id
     where h.jurisdiction_id = ? and h.dissolved_on is null and h.place ^@ ? and r.status = 'ACTIVE' and ${IS_ADULT}`,
    [jurisdictionId, place, today],
  );
  return adults.map(({ person }) => person);
}

/** The session that adopted it: of a body that deliberates there, and closed with its quorum. */
async function demandDecided(work: Work, covenant: Covenant, topic: Topic): Promise<DeliberationSession> {
  const body = await work.em.findOneOrFail(DeliberationBody, { id: topic.body });
  if (!covenant.place.startsWith(body.place))
    refuse('INVALID', 'Its body does not deliberate for all of the place of the covenant. 该议事组织的范围不包含此公约的范围。', 'topicId');
  if (topic.result !== 'ADOPTED') refuse('INVALID', 'It was not adopted. 该议题未获通过。', 'topicId');
  const session = await work.em.findOneOrFail(DeliberationSession, { id: topic.session! }, { lock: 'share' });
  if (session.isAdjourned || (session.state !== 'CLOSED' && session.state !== 'MINUTES_PUBLISHED'))
    refuse('INVALID', 'Its session has not closed with a quorum. 审议该议题的会议未在达到法定人数的情况下闭会。', 'topicId');
  return session;
}

/** Ends the version that the new one follows: it begins later than that. */
async function follow(work: Work, covenant: string, validFrom: string): Promise<void> {
  const before = await work.em.findOne(CovenantVersion, { covenant, validFrom: { $ne: null }, validTo: null });
  if (!before) return;
  if (before.validFrom! >= validFrom)
    refuse(
      'INVALID',
      'The version before holds from {day} on; this one has to begin later. 前一版本自 {day} 起生效，新版本须晚于该日生效。',
      'from',
      {
        day: before.validFrom!,
      },
    );
  before.validTo = validFrom;
  // First: one version at a time has no end.
  await work.em.flush();
}
