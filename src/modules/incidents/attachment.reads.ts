import { type Asking, column, computed, many, type NounReads, one, type Reads, type RowRef } from '../../read/noun.js';
import { and, isAlways, or, type Sql, slot, sql, viewerPerson } from '../../read/sql.js';
import { fileAddress, type Variant } from './attachment.address.js';
import { Attachment } from './attachment.entity.js';
import { type IncidentPart, partnerOf } from './incident.policy.js';

const isAttached = (attachment: RowRef): Sql => sql`${attachment.col('state')} = 'ATTACHED'`;
const isPublic = (attachment: RowRef): Sql => sql`(${attachment.col('public')} and ${isAttached(attachment)})`;

/** Whoever uploaded it sees it until an incident has it; from then on it is seen with the incident. */
const isWaiting = (attachment: RowRef): Sql => {
  const client = slot('text', (run) => partnerOf(run.viewer));
  return sql`(${attachment.col('incident')} is null and (${attachment.col('uploadedBy')} = ${viewerPerson} or ${attachment.col('uploadingClient')} = ${client}))`;
};

/** The incident's reporter is named only where the incident names them. */
function isNamed(attachment: RowRef, opens: Asking['opens']): Sql {
  const opened = opens(attachment, 'reporter');
  if (isAlways(opened)) return opened;
  return sql`(${opened} or not exists (select from incident reported where reported.id = ${attachment.col('incident')} and reported.reporter_id = ${attachment.col('uploadedBy')}))`;
}

const address = (variant: Variant, key: string) =>
  computed<{ readonly id: string; readonly isThere: boolean }>(
    { id: (row) => row.col('id'), isThere: (row) => sql`${row.col(key)} is not null` },
    ({ id, isThere }, { keyring, now }) => (isThere ? fileAddress(keyring, id, variant, now) : null),
  );

const attachments: NounReads<IncidentPart> = {
  noun: 'Attachment',
  entity: Attachment,
  visible: { through: 'incident', part: 'details', or: (attachment) => or([isPublic(attachment), isWaiting(attachment)]) },
  fields: {
    incident: one('Incident', 'incident'),
    fileName: column('fileName', 'details'),
    uploadedBy: one(
      'Person',
      (attachment, person, { opens }) =>
        and([sql`${person.col('id')} = ${attachment.col('uploadedBy')}`, opens(attachment, 'people'), isNamed(attachment, opens)]),
      { follows: true },
    ),
    url: address('file', 'key'),
    thumbnailUrl: address('thumbnail', 'thumbnailKey'),
  },
};

const inOrder = (attachment: RowRef): Sql => sql`${attachment.col('attachedAt')}, ${attachment.col('id')}`;

export const attachmentReads: readonly Reads[] = [
  attachments,
  {
    adds: 'Incident',
    fields: {
      attachments: many(
        'Attachment',
        (incident, attachment, { opens }) =>
          and([
            sql`${attachment.col('incident')} = ${incident.col('id')}`,
            isAttached(attachment),
            or([
              isPublic(attachment),
              // No relation leads to an incident that the viewer's own rights did not show: it was found by its tracking code.
              ...(incident.proven ? [] : [sql`${attachment.col('reservedFor')} = ${incident.col('id')}`]),
              opens(incident, 'details'),
            ]),
          ]),
        inOrder,
        { follows: true },
      ),
    },
  },
  {
    adds: 'IncidentEvent',
    fields: {
      attachments: many(
        'Attachment',
        (event, attachment) => and([sql`${attachment.col('event')} = ${event.col('id')}`, isAttached(attachment)]),
        inOrder,
      ),
    },
  },
];
