import { jurisdictionNumberOf, newId } from '../../../kernel/ids.js';
import { refuse } from '../../../kernel/result.js';
import { remember } from '../../../work/history.js';
import { lines, oneOf, versionOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { incidentFlow } from '../../incidents/incident.workflow.js';
import { notify } from '../../notifications/commands/notify.js';
import { Organization } from '../../organisations/organization.entity.js';
import { RateExclusion } from '../exclusion.entity.js';
import { mayRequestExclusion } from '../exclusion.policy.js';
import { ExclusionReasonEnum, exclusionPayload } from '../exclusion.type.js';

export const requestExclusion = verb(
  'requestExclusion',
  {
    does: 'Asks to leave a closed incident out of the rates of feedback; somebody above the holder reviews it. 申请剔除',
    answers: exclusionPayload,
    takes: {
      ...versionOf('Incident'),
      reason: oneOf(ExclusionReasonEnum, 'Why, in general. 剔除原因'),
      note: lines(1_000, 'Why, in words: what whoever reviews has to know. 情况说明'),
    },
    may: (work, { id, version }) => incidentFlow.admit(work, mayRequestExclusion, { id, version, isLocked: true }),
  },
  async (work, { reason, note }, { row: incident, now }) => {
    if ((await work.em.count(RateExclusion, { incident: incident.id, state: ['REQUESTED', 'GRANTED'] })) > 0)
      refuse('WRONG_STATE', 'It was asked for already, or is left out already. 该事件已申请剔除或已剔除。', 'id');
    const exclusion = work.em.create(RateExclusion, {
      ...{ id: newId(jurisdictionNumberOf(incident.id)), jurisdictionId: incident.jurisdictionId },
      ...{ incident: incident.id, organization: incident.holder, reason, note },
      ...{ requestedBy: work.viewer.person!, requestedAt: now, decidedBy: null, decidedAt: null },
      ...{ state: 'REQUESTED' as const, place: incident.place, createdAt: now, updatedAt: now },
    });
    remember(work, 'RateExclusion', exclusion, { verb: 'requestExclusion', from: null });
    const { parent } = await work.em.findOneOrFail(Organization, { id: incident.holder });
    await notify(work, { noun: 'RateExclusion', row: exclusion, at: now }, [{ kind: 'EXCLUSION_REQUESTED', organization: parent! }]);
    return { id: exclusion.id };
  },
);
