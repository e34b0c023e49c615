import { demand, notFound } from '../../../kernel/errors.js';
import { refuse } from '../../../kernel/result.js';
import { findSeen } from '../../../work/find.js';
import { exactlyOne, id, instant, needed, oneOf, optional, optionalLines, optionalText, part, text } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { pointField as point } from '../../grids/grid.type.js';
import { findGridAt } from '../../grids/grid-at.js';
import { Person } from '../../organisations/person.entity.js';
import { mayReport, mayReportOnBehalf, organizationReportedFor, partnerOf } from '../incident.policy.js';
import { IncidentChannelEnum, reportIncidentPayload, UrgencyEnum } from '../incident.type.js';
import { attaching } from './attach.js';
import { categoryByCode, externalCode } from './category-tree.js';
import { demandLocation } from './locate.js';
import { newIncident, settingOf } from './new-incident.js';
import { answering, answersDiffer } from './questions.js';
import { lockActiveGrid } from './settle.js';

/** Clocks of phones may be ahead by so much. */
const CLOCK_AHEAD_MS = 5 * 60_000;

/** The grid's community holds it, the grid's leader is its assignee, until somebody dispatches it. */
export const reportIncident = verb(
  'reportIncident',
  {
    does: 'Takes a problem down; without a token it answers a tracking code. 上报',
    answers: reportIncidentPayload,
    isOpen: true,
    takes: {
      title: text(200, 'Title. 标题'),
      description: optionalLines(5_000, 'Description. 描述'),
      categoryId: optional(id('IncidentCategory', 'One of incidentCategories. Give this or externalCode. 类别')),
      externalCode: optional(part(externalCode, 'The code of its category in a list of somebody else. Give this or categoryId. 外部编码')),
      gridId: optional(id('Grid', 'The grid it happened in; found by location if left out. 所在网格')),
      location: optional(point('Where it happened. 位置', { isNeeded: true })),
      address: optionalText(200, 'Address. 地址'),
      channel: oneOf(IncidentChannelEnum, 'How it came in. 渠道'),
      urgency: optional(oneOf(UrgencyEnum, 'NORMAL if left out. 紧急程度')),
      onBehalfOf: optional(id('Person', 'The person in whose name staff report. 代报对象')),
      occurredAt: optional(instant('When it happened, also long ago: a phone that was offline reports later. 发生时间')),
      ...answering,
      ...attaching,
    },
    rules: [needed(exactlyOne('categoryId', 'externalCode')), answersDiffer],
    async may(work, { gridId, location, onBehalfOf, categoryId, urgency }) {
      const named = gridId ?? (location && (await findGridAt(work, location)));
      if (!named)
        refuse(
          'REQUIRED',
          location
            ? 'No grid lies there; name the grid it happened in. 该位置不在任何网格内，请指定所在网格。'
            : 'Name the grid it happened in, or its location. 请指定所在网格或位置。',
          'gridId',
        );
      const locking = lockActiveGrid(work, named, location);
      // Asked behind the lock, before its answer: whoever may not report is told nothing of it.
      const asked = categoryId === null ? undefined : settingOf(work, named, { categoryId, urgency: urgency ?? 'NORMAL' });
      asked?.catch(() => {});
      const grid = await locking;
      if (!grid) throw notFound('Grid');
      // Another grid may have taken over.
      const setting = grid.id === named ? asked : undefined;
      demand(
        mayReport(work.viewer, grid.place),
        'Persons and partner systems report, in their own jurisdiction only. 仅个人和合作系统可以上报，且限于本辖区。',
      );
      if (onBehalfOf === null) return { grid, setting, reporter: work.viewer.person };
      demand(mayReportOnBehalf(work.viewer, grid.place), 'Only staff report on behalf of somebody else. 只有工作人员可以代他人上报。');
      const person = await findSeen(work, Person, onBehalfOf);
      if (person.jurisdictionId !== grid.jurisdictionId)
        refuse('INVALID', 'The person is of another jurisdiction. 该人员属于其他辖区。', 'onBehalfOf');
      return { grid, setting, reporter: person.id };
    },
  },
  async (work, input, { grid, setting, reporter }) => {
    if (grid.status !== 'ACTIVE') refuse('INVALID', 'The grid is no longer at work. 该网格已撤销。', 'gridId');
    if (input.occurredAt && input.occurredAt.getTime() > work.now().getTime() + CLOCK_AHEAD_MS)
      refuse('INVALID', '{field} must not be in the future. {field} 不得晚于当前时间。', 'occurredAt');
    if (input.gridId !== null && input.location) await demandLocation(work, grid, input.location);
    const given = {
      title: input.title,
      description: input.description,
      categoryId: input.categoryId ?? (await categoryByCode(work, input.externalCode!, grid.jurisdictionId)),
      channel: input.channel,
      urgency: input.urgency ?? 'NORMAL',
      address: input.address,
      location: input.location,
      occurredAt: input.occurredAt,
      answers: input.answers ?? [],
      attachmentIds: input.attachmentIds,
      reporter,
      recorder: reporter === work.viewer.person ? null : work.viewer.person,
      reportingClient: partnerOf(work.viewer),
      reportingOrganization: organizationReportedFor(work.viewer, grid.place),
    };
    const incident = await newIncident(work, grid, given, setting);
    return { id: incident.id, ...(work.viewer.person === null ? { secret: incident.trackingCode } : {}) };
  },
);
