import { flag, id, oneOf, optional, optionalLines, text, versionOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { maySplit, organizationActedFor } from '../incident.policy.js';
import { incidentPayload, UrgencyEnum } from '../incident.type.js';
import { incidentFlow } from '../incident.workflow.js';
import { newIncident } from './new-incident.js';
import { demandRoom } from './parts.js';
import { remark } from './record.js';
import { lockActiveGrid } from './settle.js';

export const splitIncident = verb(
  'splitIncident',
  {
    does: 'Makes a part of an incident an incident of its own, at the same place, which the routing rules send on; a part is not split again. 拆分子事件',
    answers: incidentPayload,
    takes: {
      ...versionOf('Incident'),
      title: text(200, 'Title of the part. 标题'),
      description: optionalLines(5_000, 'Description of the part. 描述'),
      categoryId: id('IncidentCategory', 'One of incidentCategories. 类别'),
      urgency: optional(oneOf(UrgencyEnum, "The incident's if left out. 紧急程度")),
      required: flag('Whether the incident waits for the part: it is not resolved before the part has come to its end. 是否必办'),
    },
    may: (work, { id, version }) => incidentFlow.admit(work, maySplit, { id, version, isLocked: true }),
  },
  async (work, { title, description, categoryId, urgency, required }, { row: whole }) => {
    await demandRoom(work, whole);
    const grid = await lockActiveGrid(work, whole.grid, whole.location ?? null);
    const part = await newIncident(work, grid!, {
      title,
      description,
      categoryId,
      urgency: urgency ?? whole.urgency,
      channel: whole.channel,
      address: whole.address,
      location: whole.location,
      occurredAt: whole.occurredAt,
      reportingOrganization: organizationActedFor(work.viewer, whole.place, whole.holder),
      partOf: { id: whole.id, required },
    });
    return remark(work, whole, { event: 'SPLIT', note: part.serialNumber }, () => {
      if (required) whole.openParts++;
    });
  },
);
