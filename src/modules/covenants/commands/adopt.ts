import { dayOf } from '../../../kernel/clock.js';
import { refuse } from '../../../kernel/result.js';
import type { Work } from '../../../work/command.js';
import { effectiveDayOf } from '../../ballots/commands/effective-day.js';
import { Topic } from '../../ballots/topic.entity.js';
import { DeliberationSession } from '../../deliberation/session.entity.js';
import { IS_ADULT } from '../../households/commands/adult.js';
import { notify } from '../../notifications/commands/notify.js';
import { type Covenant, CovenantVersion } from '../covenant.entity.js';
import { demandDraft } from './versions.js';

/** The draft holds, and the version before it no longer. What its topic decided is the text as it stands: a revision after the decision needs another topic. */
export async function adopt(work: Work, covenant: Covenant, from: string | null, now: Date): Promise<void> {
  const draft = await demandDraft(work, covenant.id);
  if (draft.topic == null)
    refuse(
      'WRONG_STATE',
      'No topic decides on the draft; put it on one first (submitCovenant). 草案尚未提交审议（submitCovenant）。',
      'id',
    );
  const topic = await work.em.findOneOrFail(Topic, { id: draft.topic });
  const session = await demandDecided(work, topic);
  const earliest = await effectiveDayOf(work, topic);
  const today = dayOf(now);
  if (from !== null && from < earliest)
    refuse('INVALID', 'Its publicity is over before {day}: it may hold from then on. 公示期满后，最早自 {day} 起生效。', 'from', {
      day: earliest,
    });
  const validFrom = from ?? (earliest > today ? earliest : today);
  await follow(work, covenant.id, validFrom);
  Object.assign(draft, { session: session.id, adoptedAt: topic.decidedAt, validFrom });
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

/** The session that adopted it, once it closed with its quorum. */
async function demandDecided(work: Work, topic: Topic): Promise<DeliberationSession> {
  if (topic.result !== 'ADOPTED') refuse('WRONG_STATE', 'Its topic was not adopted. 其议题未获通过。', 'id');
  const session = await work.em.findOneOrFail(DeliberationSession, { id: topic.session! }, { lock: 'share' });
  if (session.isAdjourned || (session.state !== 'CLOSED' && session.state !== 'MINUTES_PUBLISHED'))
    refuse('WRONG_STATE', 'The session has not closed with a quorum. 审议该公约的会议未在达到法定人数的情况下闭会。', 'id');
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
