import { refuse } from '../../../kernel/result.js';
import { verb } from '../../../work/verb.js';
import { mayExplain } from '../outage.policy.js';
import { explained } from './explained.js';

export const unlinkOutage = verb(
  'unlinkOutage',
  { does: 'Says that an outage does not explain incidents after all. 取消关联停供通知', ...explained(mayExplain) },
  async (work, { incidentIds }, { notice }) => {
    const removed = await work.sql('delete from outage_incident where notice_id = ? and incident_id = any(?) returning 1', [
      notice.id,
      incidentIds,
    ]);
    if (removed.length < incidentIds.length)
      refuse('WRONG_STATE', 'The outage does not explain all of these incidents. 有事件未关联该停供通知。', 'incidentIds');
    return { id: notice.id };
  },
);
