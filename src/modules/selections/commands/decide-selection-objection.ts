import { demand } from '../../../kernel/errors.js';
import { refuse } from '../../../kernel/result.js';
import { demandVersion, findSeen } from '../../../work/find.js';
import { remember } from '../../../work/history.js';
import { flag, lines, versionOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { timeOfNext } from '../../../work/workflow.js';
import { Selection, SelectionObjection } from '../selection.entity.js';
import { mayDecideObjection, NOT_OBJECTION_DECIDER } from '../selection.policy.js';
import { STATEMENT_LENGTH, selectionObjectionPayload } from '../selection.type.js';
import { tellCandidate } from './tell-candidate.js';

/** One that is upheld returns the candidate to the review, from the notice. */
export const decideSelectionObjection = verb(
  'decideSelectionObjection',
  {
    does: 'Decides on an objection to a candidate. 处理公示异议',
    answers: selectionObjectionPayload,
    takes: {
      ...versionOf('SelectionObjection'),
      isUpheld: flag('Whether it is right: then the candidate is reviewed anew. 是否成立'),
      decision: lines(STATEMENT_LENGTH, 'Why. 处理意见'),
    },
    async may(work, { id, version }) {
      const seen = await findSeen(work, SelectionObjection, id);
      const selection = await work.em.findOneOrFail(Selection, { id: seen.selection }, { lock: 'update' });
      demand(mayDecideObjection(work.viewer, { ...seen, candidate: selection.candidate }), NOT_OBJECTION_DECIDER);
      const objection = await work.em.findOneOrFail(SelectionObjection, { id }, { lock: 'update' });
      demandVersion(objection, version);
      return { objection, selection };
    },
  },
  async (work, { isUpheld, decision }, { objection, selection }) => {
    if (objection.state !== 'OPEN') refuse('WRONG_STATE', 'It is decided already. 该异议已处理。', 'id');
    Object.assign(objection, { state: isUpheld ? 'UPHELD' : 'DISMISSED', decision, decidedBy: work.viewer.person });
    if (isUpheld && selection.state === 'PUBLICITY') {
      Object.assign(selection, { state: 'RETURNED', updatedAt: timeOfNext(work, selection) });
      remember(work, 'Selection', selection, { verb: 'decideSelectionObjection', from: 'PUBLICITY' });
    }
    await tellCandidate(work, selection, 'SELECTION_OBJECTION_DECIDED', work.now(), objection.person);
    return { id: objection.id };
  },
);
