import { dayOf } from '../../../kernel/clock.js';
import { demand } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import { refuse } from '../../../kernel/result.js';
import { findSeen } from '../../../work/find.js';
import { remember } from '../../../work/history.js';
import { id, lines } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { jurisdictionOf } from '../../organisations/commands/find.js';
import { Covenant, CovenantBreach, CovenantVersion } from '../covenant.entity.js';
import { mayReportBreach, NOT_REPORTER } from '../covenant.policy.js';
import { BREACH_LENGTH, breachPayload } from '../covenant.type.js';

/** It waits for who watches over the covenant, or staff, to make it a topic or an incident. */
export const reportCovenantBreach = verb(
  'reportCovenantBreach',
  {
    does: 'Reports that a covenant was broken. 反映违约情况',
    answers: { ...breachPayload, name: 'ReportCovenantBreachPayload' },
    takes: {
      covenantId: id('Covenant', 'Which covenant. 公约'),
      text: lines(BREACH_LENGTH, 'What happened, where and when. 情况'),
    },
    async may(work, { covenantId }) {
      const covenant = await findSeen(work, Covenant, covenantId, { isLocked: true });
      demand(mayReportBreach(work.viewer, covenant.jurisdictionId), NOT_REPORTER);
      return covenant;
    },
  },
  async (work, { text }, covenant) => {
    const now = work.now();
    const today = dayOf(now);
    const isInForce = await work.em.count(CovenantVersion, {
      covenant: covenant.id,
      validFrom: { $lte: today },
      $or: [{ validTo: null }, { validTo: { $gt: today } }],
    });
    if (isInForce === 0) refuse('WRONG_STATE', 'The covenant does not hold. 该公约未生效或已终止。', 'covenantId');
    const breach = work.em.create(CovenantBreach, {
      id: newId(jurisdictionOf(work).number),
      jurisdictionId: covenant.jurisdictionId,
      covenant: covenant.id,
      text,
      reporter: work.viewer.person!,
      topic: null,
      incident: null,
      state: 'REPORTED',
      createdAt: now,
      updatedAt: now,
      place: covenant.place,
    });
    remember(work, 'CovenantBreach', breach, { verb: 'reportCovenantBreach', from: null });
    return { id: breach.id };
  },
);
