import { jurisdictionNumberOf, newId } from '../../../kernel/ids.js';
import { refuse } from '../../../kernel/result.js';
import { demands, exactlyOne, flag, id, int, listOf, needed, oneOf, optional, optionalLines, optionalTyped } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { mayBeRated, mayRate } from '../incident.policy.js';
import { incidentPayload } from '../incident.type.js';
import { incidentFlow } from '../incident.workflow.js';
import { Satisfaction } from '../satisfaction.entity.js';
import { SatisfactionChannelEnum, SatisfactionReasonEnum } from '../satisfaction.type.js';
import { findByCode } from './find-by-code.js';
import { remark } from './record.js';

/** What is not solved is opened again with the answer: both are done, or neither. */
export const rateIncident = verb(
  'rateIncident',
  {
    does: 'Says how content the reporter is with how an incident was closed, once a closing, within 14 days: by themselves, also by the tracking code without an account, or asked by staff. What is not solved is opened again. 评价',
    answers: incidentPayload,
    isOpen: true,
    about: 'incidentId',
    takes: {
      incidentId: optional(id('Incident', 'The incident. Give this or trackingCode. 事件')),
      trackingCode: optionalTyped(50, 'Its tracking code, from who reported without an account. Give this or incidentId. 查询码'),
      score: int({ min: 1, max: 5 }, 'How content; 4 and 5 are satisfied. 评分'),
      solved: flag('Whether the problem is solved. 是否解决'),
      reasons: optional(listOf(oneOf(SatisfactionReasonEnum, 'Why. 理由'), { max: 5 })),
      comment: optionalLines(1_000, "In the reporter's words. 评价内容"),
      channel: optional(oneOf(SatisfactionChannelEnum, 'Staff say how they asked; left out, the reporter answers. 评价方式')),
    },
    rules: [
      needed(exactlyOne('incidentId', 'trackingCode')),
      demands(
        ({ solved, reasons, comment }) => solved || reasons !== null || comment !== null,
        'REQUIRED',
        'Say why it is not solved: a reason or a comment. 请说明未解决的原因：选择理由或填写内容。',
        'reasons',
      ),
    ],
    async may(work, { incidentId, trackingCode }) {
      if (incidentId !== null) return incidentFlow.admit(work, mayRate, { id: incidentId, isLocked: true, at: 'incidentId' });
      const row = await findByCode(work, trackingCode!);
      return incidentFlow.admit(work, mayBeRated, { id: row.id, row, at: 'trackingCode' });
    },
  },
  async (work, { trackingCode, score, solved, reasons, comment, channel }, { row: incident, now }) => {
    const { person } = work.viewer;
    const isReporter = trackingCode !== null || person === incident.reporter;
    const how = channel ?? 'SELF';
    if (isReporter && how !== 'SELF')
      refuse('INVALID', 'The reporter answers for themselves: leave {field} out. 上报人本人评价时请勿填写 {field}。', 'channel');
    if (!isReporter && how === 'SELF') refuse('REQUIRED', 'Say how the reporter was asked. 请填写对上报人的回访方式。', 'channel');
    work.em.create(Satisfaction, {
      id: newId(jurisdictionNumberOf(incident.id)),
      jurisdictionId: incident.jurisdictionId,
      incident: incident.id,
      closing: incident.closings,
      score,
      solved,
      reasons: [...(reasons ?? [])],
      comment,
      channel: how,
      respondent: incident.reporter ?? null,
      askedBy: isReporter ? null : person,
      at: now,
      createdAt: now,
      updatedAt: now,
    });
    const note = solved ? 'Score {score}, solved. 评分 {score}，已解决。' : 'Score {score}, not solved. 评分 {score}，未解决。';
    await remark(work, incident, { event: 'RATED', note: note.replaceAll('{score}', String(score)) });
    return solved ? { id: incident.id } : reopen(work, incident);
  },
);

const reopen = incidentFlow.byItself('reopen', 'The reporter says that it is not solved. 上报人反映问题未解决。');
