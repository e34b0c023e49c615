import { refuse } from '../../../kernel/result.js';
import { findSeen } from '../../../work/find.js';
import { id, versionOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { Topic } from '../../ballots/topic.entity.js';
import { DeliberationBody } from '../../deliberation/body.entity.js';
import { CovenantVersion } from '../covenant.entity.js';
import { mayChange } from '../covenant.policy.js';
import { covenantPayload } from '../covenant.type.js';
import { covenantFlow } from '../covenant.workflow.js';
import { demandDraft, demandNotVoting } from './versions.js';

/** From then on whoever sees the topic reads the draft. Another topic takes the place of the one before, unless that was adopted. */
export const submitCovenant = verb(
  'submitCovenant',
  {
    does: 'Puts the draft of a covenant on a topic that is still to be decided: its decision is on this text. 公约草案提交审议',
    answers: covenantPayload,
    takes: {
      ...versionOf('Covenant'),
      topicId: id('Topic', 'The topic, of a body that deliberates for all of its place. 议题'),
    },
    may: (work, { id, version }) => covenantFlow.admit(work, mayChange, { id, version, isLocked: true }),
  },
  async (work, { topicId }, { row: covenant }) => {
    const draft = await demandDraft(work, covenant.id);
    const before = await demandNotVoting(work, draft);
    if (before?.result === 'ADOPTED')
      refuse('WRONG_STATE', 'It was adopted already: record it (adoptCovenant). 草案已获通过，请登记（adoptCovenant）。', 'id');
    const topic = await findSeen(work, Topic, topicId, { isLocked: true });
    if (!['PROPOSED', 'ADMITTED', 'DELIBERATING'].includes(topic.state))
      refuse('INVALID', 'That topic is no longer to be decided. 该议题已不在审议过程中。', 'topicId');
    const body = await work.em.findOneOrFail(DeliberationBody, { id: topic.body });
    if (!covenant.place.startsWith(body.place))
      refuse(
        'INVALID',
        'Its body does not deliberate for all of the place of the covenant. 该议事组织的范围不包含此公约的范围。',
        'topicId',
      );
    if ((await work.em.count(CovenantVersion, { topic: topic.id, id: { $ne: draft.id } })) > 0)
      refuse('INVALID', 'That topic decides on another version. 该议题已用于审议其他版本。', 'topicId');
    draft.topic = topic.id;
    return { id: covenant.id };
  },
);
