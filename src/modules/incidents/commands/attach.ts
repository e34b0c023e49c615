import { refuse } from '../../../kernel/result.js';
import type { Work } from '../../../work/command.js';
import { type Checked, id, listOf, optional } from '../../../work/input.js';
import { Attachment } from '../attachment.entity.js';
import { MOST_AT_ONCE, MOST_ATTACHMENTS } from '../attachment.terms.js';
import type { Incident, IncidentEvent } from '../incident.entity.js';
import { partnerOf } from '../incident.policy.js';

/** Uploads that are named when they are attached. */
export const uploads = (min = 0) =>
  listOf(id('Attachment', 'Own uploads of createUploadTicket, whose files were sent. 附件'), { min, max: MOST_AT_ONCE });

/** What a report and each step of an incident takes. */
export const attaching = { attachmentIds: optional(uploads()) };
export type Attaching = Partial<Checked<typeof attaching>>;

/**
 * Gives uploads to an incident, with the step of its history that they come with. The caller changes the incident as well: of two that attach at once one is
 * refused. `byCode`: they were sent by the incident's tracking code.
 */
export async function attach(work: Work, incident: Incident, event: IncidentEvent, ids: readonly string[], byCode = false): Promise<void> {
  if (ids.length === 0) return;
  const { viewer, em } = work;
  const client = partnerOf(viewer);
  const found = await em.find(Attachment, { id: ids, jurisdictionId: incident.jurisdictionId }, { lock: 'update' });
  const own = found.filter(({ uploadedBy, uploadingClient, reservedFor }) =>
    byCode
      ? reservedFor === incident.id
      : (viewer.person !== null && uploadedBy === viewer.person) || (client !== null && uploadingClient === client),
  );
  if (own.some(({ state }) => state === 'AWAITED'))
    refuse('WRONG_STATE', 'The file of an attachment has not come yet: send it to its uploadUrl first. 附件文件尚未上传，请先上传。', AT);
  const waiting = own.filter(({ state }) => state === 'UPLOADED');
  if (waiting.length < ids.length)
    refuse('INVALID', 'There is no such upload of yours that waits for an incident. 没有这样的待附加的上传文件。', AT);
  const before = await em.count(Attachment, { incident: incident.id, state: 'ATTACHED' });
  if (before + ids.length > MOST_ATTACHMENTS)
    refuse('LIMIT_EXCEEDED', 'An incident has up to {max} attachments. 每个事件最多 {max} 个附件。', AT, { max: MOST_ATTACHMENTS });
  for (const attachment of waiting)
    Object.assign(attachment, { incident: incident.id, event: event.id, state: 'ATTACHED', attachedAt: event.at, discardAt: null });
}

const AT = 'attachmentIds';
