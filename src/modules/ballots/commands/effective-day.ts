import type { Work } from '../../../work/command.js';
import { noticeOver } from '../../calendar/work-calendar.js';
import { DeliberationRules } from '../../deliberation/body.entity.js';
import { DeliberationSession } from '../../deliberation/session.entity.js';
import type { Topic } from '../topic.entity.js';

/** The day on which what was decided on a topic begins to hold: the first after the working days of its publicity. */
export async function effectiveDayOf(work: Work, topic: Topic): Promise<string> {
  const session = await work.em.findOneOrFail(DeliberationSession, { id: topic.session! });
  const rules = await work.em.findOneOrFail(DeliberationRules, { id: session.rules });
  return noticeOver(work, topic.place, topic.decidedAt!, rules.publicityDays);
}
