import { dayOf } from '../../../kernel/clock.js';
import { demand } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import { refuse } from '../../../kernel/result.js';
import { findSeen } from '../../../work/find.js';
import { id, lines } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { jurisdictionOf } from '../../organisations/commands/find.js';
import { Honour, HonourObjection } from '../honour.entity.js';
import { mayObject } from '../honour.policy.js';
import { honourObjectionPayload } from '../honour.type.js';

/** Who objects waits for who awards, and the other way round. */
export const objectToHonour = verb(
  'objectToHonour',
  {
    does: 'Objects to an honour while it is public. 提出公示异议',
    answers: honourObjectionPayload,
    takes: { honourId: id('Honour', 'The honour. 荣誉'), text: lines(2_000, 'What there is to object. 异议内容') },
    async may(work, { honourId }) {
      const honour = await findSeen(work, Honour, honourId, { isLocked: true });
      demand(mayObject(work.viewer), 'Only persons object. 只有个人可以提出异议。');
      return honour;
    },
  },
  async (work, { text }, honour) => {
    if (honour.state !== 'PUBLICISED' || dayOf(work.now()) > honour.publicUntil!)
      refuse('WRONG_STATE', 'Objections are heard while an honour is public. 只能在公示期内提出异议。', 'honourId');
    const person = work.viewer.person!;
    if ((await work.em.count(HonourObjection, { honour: honour.id, person, state: 'OPEN' })) > 0)
      refuse('INVALID', 'You have objected already. 您已提出异议。', 'honourId');
    const objection = work.em.create(HonourObjection, {
      id: newId(jurisdictionOf(work).number),
      jurisdictionId: honour.jurisdictionId,
      honour: honour.id,
      person,
      text,
      state: 'OPEN',
      decision: null,
      decidedBy: null,
      place: honour.place,
      createdAt: work.now(),
      updatedAt: work.now(),
    });
    return { id: objection.id };
  },
);
