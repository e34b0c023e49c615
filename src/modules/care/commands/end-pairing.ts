import { dayOf } from '../../../kernel/clock.js';
import { demand } from '../../../kernel/errors.js';
import { refuse } from '../../../kernel/result.js';
import { demandVersion, findSeen } from '../../../work/find.js';
import { oneOf, optional, pastDay, versionOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { HelpPairing } from '../care.entity.js';
import { mayPairHelp, NOT_PAIRING } from '../care.policy.js';
import { helpPairingPayload, PairingEndReasonEnum } from '../care.type.js';

/** It stays in the history. */
export const endPairing = verb(
  'endPairing',
  {
    does: 'Ends a pairing, with a reason. 结束结对',
    answers: helpPairingPayload,
    takes: {
      ...versionOf('HelpPairing'),
      reason: oneOf(PairingEndReasonEnum, 'Why. 原因'),
      on: optional(pastDay('The first day after it; today if left out. 结束日期')),
    },
    async may(work, { id, version }) {
      const pairing = await findSeen(work, HelpPairing, id);
      demand(mayPairHelp(work.viewer, pairing.place), NOT_PAIRING);
      demandVersion(pairing, version);
      return pairing;
    },
  },
  async (work, { reason, on }, pairing) => {
    if (pairing.endedOn != null) refuse('WRONG_STATE', 'It ended on {end}. 已于 {end} 结束。', 'id', { end: pairing.endedOn });
    const endedOn = on ?? dayOf(work.now());
    if (endedOn < pairing.startedOn)
      refuse('INVALID', 'It began on {begin} and cannot end before. 自 {begin} 开始，不能在此之前结束。', 'on', {
        begin: pairing.startedOn,
      });
    pairing.endedOn = endedOn;
    pairing.endReason = reason;
    return { id: pairing.id };
  },
);
