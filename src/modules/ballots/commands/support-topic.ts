import { demand } from '../../../kernel/errors.js';
import { refuse } from '../../../kernel/result.js';
import { demandVersion, findSeen } from '../../../work/find.js';
import { versionOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { Topic } from '../topic.entity.js';
import { mayPropose, NOT_PROPOSER } from '../topic.policy.js';
import { topicPayload } from '../topic.type.js';

/** Once. */
export const supportTopic = verb(
  'supportTopic',
  {
    does: 'Supports a topic that is not decided yet. 附议',
    answers: topicPayload,
    takes: versionOf('Topic'),
    async may(work, { id, version }) {
      const topic = await findSeen(work, Topic, id, { isLocked: true });
      demand(mayPropose(work.viewer, topic.jurisdictionId), NOT_PROPOSER);
      demandVersion(topic, version);
      return topic;
    },
  },
  async (work, _, topic) => {
    if (!['PROPOSED', 'ADMITTED', 'DELIBERATING'].includes(topic.state))
      refuse('WRONG_STATE', 'It can no longer be supported. 该议题已不能附议。', 'id');
    const [added] = await work.sql(
      'insert into topic_support (topic_id, jurisdiction_id, person_id, at) values (?, ?, ?, ?) on conflict do nothing returning 1',
      [topic.id, topic.jurisdictionId, work.viewer.person, work.now()],
    );
    if (!added) refuse('WRONG_STATE', 'You support it already. 您已附议。', 'id');
    topic.supporterCount += 1;
    return { id: topic.id };
  },
);
