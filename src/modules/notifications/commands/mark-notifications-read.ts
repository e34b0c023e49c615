import { demand, notFound } from '../../../kernel/errors.js';
import { exactlyOne, id, instant, listOf, needed, optional } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { mayBeNotified, NOTIFIES_PERSONS } from '../notification.policy.js';
import { markReadPayload } from '../notification.type.js';

/** A mark stays: what was read before keeps its time. */
export const markNotificationsRead = verb(
  'markNotificationsRead',
  {
    does: "Marks the viewer's notifications as read: those named, or all up to an instant. 标为已读",
    answers: markReadPayload,
    takes: {
      ids: optional(listOf(id('Notification', 'Which ones. Give this or until. 通知'), { min: 1, max: 100 })),
      until: optional(instant('All that came up to then. Give this or ids. 截止时间')),
    },
    rules: [needed(exactlyOne('ids', 'until'))],
    async may(work, { ids }) {
      const { person } = work.viewer;
      if (ids !== null) {
        // In one order, so that two requests for the same do not wait for each other in a circle.
        const own = await work.sql('select id from notification where id = any(?) and person_id = ? order by id for update', [ids, person]);
        if (own.length < ids.length) throw notFound('Notification');
      }
      demand(mayBeNotified(work.viewer), NOTIFIES_PERSONS);
      return person;
    },
  },
  async (work, { ids, until }, person) => {
    const [which, named] = ids === null ? ['at <= ?', until] : ['id = any(?)', ids];
    await work.sql(
      `update notification set read_at = ?, updated_at = ?, version = version + 1 where person_id = ? and read_at is null and ${which}`,
      [work.now(), work.now(), person, named],
    );
    return { id: person!, noun: 'Person' };
  },
);
