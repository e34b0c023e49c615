import { randomInt } from 'node:crypto';
import { dayOf } from '../../../kernel/clock.js';
import { demand, notFound } from '../../../kernel/errors.js';
import { jurisdictionNumberOf, newId } from '../../../kernel/ids.js';
import { refuse } from '../../../kernel/result.js';
import type { Work } from '../../../work/command.js';
import { findSeen } from '../../../work/find.js';
import { id, instant, oneOf, optional, optionalLines, optionalText, text } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { pointField as point } from '../../grids/grid.type.js';
import { findGridAt } from '../../grids/grid-at.js';
import { Person } from '../../organisations/person.entity.js';
import { Incident, IncidentCategory } from '../incident.entity.js';
import { mayReport, mayReportOnBehalf, organizationReportedFor, partnerOf } from '../incident.policy.js';
import { IncidentChannelEnum, reportIncidentPayload, UrgencyEnum } from '../incident.type.js';
import { leaderOfGrid } from './handlers.js';
import { record } from './record.js';
import { lockActiveGrid } from './settle.js';

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
      categoryId: id('IncidentCategory', 'One of incidentCategories. 类别'),
      gridId: optional(id('Grid', 'The grid it happened in; found by location if left out. 所在网格')),
      location: optional(point('Where it happened. 位置', { isNeeded: true })),
      address: optionalText(200, 'Address. 地址'),
      channel: oneOf(IncidentChannelEnum, 'How it came in. 渠道'),
      urgency: optional(oneOf(UrgencyEnum, 'NORMAL if left out. 紧急程度')),
      onBehalfOf: optional(id('Person', 'The person in whose name staff report. 代报对象')),
      occurredAt: optional(instant('When it happened. 发生时间')),
    },
    async may(work, { gridId, location, onBehalfOf }) {
      const named = gridId ?? (location && (await findGridAt(work, location)));
      if (!named)
        refuse(
          'REQUIRED',
          location
            ? 'No grid lies there; name the grid it happened in. 该位置不在任何网格内，请指定所在网格。'
            : 'Name the grid it happened in, or its location. 请指定所在网格或位置。',
          'gridId',
        );
      const grid = await lockActiveGrid(work, named, location);
      if (!grid) throw notFound('Grid');
      demand(mayReport(work.viewer, grid.place), 'You report in your own jurisdiction only. 只能在本辖区内上报。');
      if (onBehalfOf === null) return { grid, reporter: work.viewer.person };
      demand(mayReportOnBehalf(work.viewer, grid.place), 'Only staff report on behalf of somebody else. 只有工作人员可以代他人上报。');
      const person = await findSeen(work, Person, onBehalfOf);
      if (person.jurisdictionId !== grid.jurisdictionId)
        refuse('INVALID', 'The person is of another jurisdiction. 该人员属于其他辖区。', 'onBehalfOf');
      return { grid, reporter: person.id };
    },
  },
  async (work, input, { grid, reporter }) => {
    if (grid.status !== 'ACTIVE') refuse('INVALID', 'The grid is no longer at work. 该网格已撤销。', 'gridId');
    const [category, leader] = await Promise.all([
      work.em.findOne(IncidentCategory, { id: input.categoryId, jurisdictionId: grid.jurisdictionId }),
      leaderOfGrid(work, grid.id),
    ]);
    if (!category?.active)
      refuse(
        'INVALID',
        "There is no such category in the grid's jurisdiction; see incidentCategories. 该辖区没有此类别，参见 incidentCategories。",
        'categoryId',
      );
    const now = work.now();
    if (input.occurredAt && input.occurredAt > now)
      refuse('INVALID', '{field} must not be in the future. {field} 不得晚于当前时间。', 'occurredAt');

    const day = dayOf(now);
    const trackingCode = newTrackingCode();
    const reportedFor = organizationReportedFor(work.viewer, grid.place);
    const incident = work.em.create(Incident, {
      id: newId(jurisdictionNumberOf(grid.id)),
      jurisdictionId: grid.jurisdictionId,
      serialNumber: await serialNumber(work, grid.jurisdictionId, grid.code, day),
      title: input.title,
      description: input.description,
      category: category.id,
      domain: category.domain,
      channel: input.channel,
      urgency: input.urgency ?? 'NORMAL',
      state: 'REPORTED',
      grid: grid.id,
      place: grid.place,
      address: input.address,
      location: input.location,
      reporter,
      recorder: reporter === work.viewer.person ? null : work.viewer.person,
      reportingClient: partnerOf(work.viewer),
      reportingOrganization: reportedFor,
      holder: grid.community,
      previousHolder: null,
      assignee: leader,
      handlerIds: leader ? [leader] : [],
      trackingCode,
      occurredAt: input.occurredAt,
      reportedAt: now,
      createdAt: now,
      updatedAt: now,
    });
    record({ row: incident, before: { facts: null, actedFor: reportedFor }, verb: 'reportIncident', event: 'REPORTED', note: null, work });
    return { id: incident.id, ...(work.viewer.person === null ? { secret: trackingCode } : {}) };
  },
);

/** Numbers rise in the order of their allocation, per jurisdiction and day. */
async function serialNumber(work: Work, jurisdictionId: string, gridCode: string, day: string): Promise<string> {
  const serial = await work.nextSerial(jurisdictionId, day);
  return `${gridCode.split('-')[0]}-${day.replaceAll('-', '')}-${String(serial).padStart(6, '0')}`;
}

/** Digits and letters that cannot be mistaken for each other when read out on the phone. */
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
const newTrackingCode = (): string => Array.from({ length: 10 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
