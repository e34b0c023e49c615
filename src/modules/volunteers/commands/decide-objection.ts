import { refuse } from '../../../kernel/result.js';
import { demandVersion, findSeen } from '../../../work/find.js';
import { flag, lines, versionOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { Honour, HonourObjection } from '../honour.entity.js';
import { mayDecideObjectionOf } from '../honour.policy.js';
import { honourObjectionPayload } from '../honour.type.js';
import { honourFlow } from '../honour.workflow.js';

/** One that is upheld blocks the award for good. */
export const decideObjection = verb(
  'decideObjection',
  {
    does: 'Decides on an objection to an honour. 处理公示异议',
    answers: honourObjectionPayload,
    takes: {
      ...versionOf('HonourObjection'),
      isUpheld: flag('Whether it is right: then the honour is not awarded. 是否成立'),
      decision: lines(2_000, 'Why. 处理意见'),
    },
    async may(work, { id, version }) {
      const objection = await findSeen(work, HonourObjection, id);
      // Who objected sees the objection, but need not see the honour any more.
      const row = await work.em.findOneOrFail(Honour, { id: objection.honour });
      await honourFlow.admit(work, mayDecideObjectionOf(objection.person), { id: row.id, row });
      demandVersion(objection, version);
      return objection;
    },
  },
  async (work, { isUpheld, decision }, objection) => {
    if (objection.state !== 'OPEN') refuse('WRONG_STATE', 'It is decided already. 该异议已处理。', 'id');
    objection.state = isUpheld ? 'UPHELD' : 'DISMISSED';
    objection.decision = decision;
    objection.decidedBy = work.viewer.person;
    return { id: objection.id };
  },
);
