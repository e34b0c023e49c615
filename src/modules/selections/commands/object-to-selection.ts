import { newId } from '../../../kernel/ids.js';
import { refuse } from '../../../kernel/result.js';
import { id, lines } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { jurisdictionOf } from '../../organisations/commands/find.js';
import { SelectionObjection } from '../selection.entity.js';
import { mayObject } from '../selection.policy.js';
import { STATEMENT_LENGTH, selectionObjectionPayload } from '../selection.type.js';
import { selectionFlow } from '../selection.workflow.js';

/** Who objects waits for who appoints, and the other way round. */
export const objectToSelection = verb(
  'objectToSelection',
  {
    does: 'Objects to a candidate who is on public notice. 提出公示异议',
    answers: { ...selectionObjectionPayload, name: 'ObjectToSelectionPayload' },
    takes: { selectionId: id('Selection', 'The candidacy. 选任'), text: lines(STATEMENT_LENGTH, 'What there is to object. 异议内容') },
    may: (work, { selectionId }) => selectionFlow.admit(work, mayObject, { id: selectionId, isLocked: true, at: 'selectionId' }),
  },
  async (work, { text }, { row: selection }) => {
    const person = work.viewer.person!;
    if ((await work.em.count(SelectionObjection, { selection: selection.id, person, state: 'OPEN' })) > 0)
      refuse('WRONG_STATE', 'You have objected already. 您已提出异议。', 'selectionId');
    const objection = work.em.create(SelectionObjection, {
      id: newId(jurisdictionOf(work).number),
      jurisdictionId: selection.jurisdictionId,
      selection: selection.id,
      person,
      text,
      state: 'OPEN',
      decision: null,
      decidedBy: null,
      createdAt: work.now(),
      updatedAt: work.now(),
      place: selection.place,
    });
    return { id: objection.id };
  },
);
