import { demand } from '../../../kernel/errors.js';
import { refuse } from '../../../kernel/result.js';
import { demandVersion, findSeen } from '../../../work/find.js';
import { remember } from '../../../work/history.js';
import { flag, int, optionalLines, versionOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { timeOfNext } from '../../../work/workflow.js';
import { DeliberationBody } from '../../deliberation/body.entity.js';
import { Person } from '../../organisations/person.entity.js';
import { Decision, Topic } from '../topic.entity.js';
import { mayEvaluate } from '../topic.policy.js';
import { topicPayload } from '../topic.type.js';

/** Each once a round. When there are enough, the topic is evaluated; later ones still count until it is archived or sent back. */
export const evaluateTopic = verb(
  'evaluateTopic',
  {
    does: 'Evaluates what was done, by a resident of the area that the body deliberates for. 评议',
    answers: topicPayload,
    takes: {
      ...versionOf('Topic'),
      score: int({ min: 1, max: 5 }, 'How well it was done. 评分'),
      satisfied: flag('Whether they are satisfied. 是否满意'),
      comment: optionalLines(1_000, 'Why. 意见'),
    },
    async may(work, { id, version }) {
      const topic = await findSeen(work, Topic, id, { isLocked: true });
      const { place } = await work.em.findOneOrFail(DeliberationBody, { id: topic.body });
      const person = work.viewer.person === null ? null : await work.em.findOneOrFail(Person, { id: work.viewer.person });
      demand(
        person !== null && mayEvaluate(person.place, place),
        'Only residents of the area that the body deliberates for evaluate. 只有该议事组织范围内的居民可以评议。',
      );
      demandVersion(topic, version);
      return topic;
    },
  },
  async (work, { score, satisfied, comment }, topic) => {
    if (topic.state !== 'REPORTED_DONE' && topic.state !== 'EVALUATED')
      refuse('WRONG_STATE', 'There is nothing to evaluate yet, or no more. 该议题目前不能评议。', 'id');
    const [added] = await work.sql(
      `insert into topic_evaluation (topic_id, jurisdiction_id, round, person_id, score, is_satisfied, comment, at) values (?, ?, ?, ?, ?, ?, ?, ?)
       on conflict do nothing returning 1`,
      [topic.id, topic.jurisdictionId, topic.round, work.viewer.person, score, satisfied, comment, work.now()],
    );
    if (!added) refuse('WRONG_STATE', 'You have evaluated it already. 您已评议。', 'id');
    topic.evaluationCount += 1;
    if (satisfied) topic.satisfiedCount += 1;
    const { evaluationMinimum } = await work.em.findOneOrFail(Decision, { topic: topic.id });
    if (topic.state === 'REPORTED_DONE' && topic.evaluationCount >= evaluationMinimum) {
      topic.updatedAt = timeOfNext(work, topic);
      topic.state = 'EVALUATED';
      remember(work, 'Topic', topic, { verb: 'evaluateTopic', from: 'REPORTED_DONE' });
    }
    return { id: topic.id };
  },
);
