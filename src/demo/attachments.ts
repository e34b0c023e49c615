import type { AttachmentKind } from '../modules/incidents/attachment.terms.js';
import { rowMaker } from './base-row.js';
import type { Dataset } from './dataset.js';
import { type Moment, pictureOf, type Scene } from './pictures.js';
import type * as Row from './rows.js';
import { Random } from './seeded.js';

/** Of so many incidents one has pictures. */
const ONE_IN = 4;
/** What waits in the demo waits while it is looked at. */
const WAITS_UNTIL = '2029-12-31T16:00:00.000Z';

const scenes: Readonly<Record<string, Scene>> = { STREET_LIGHT: 'lamp', RUBBISH: 'rubbish', SMALL_ADVERTS: 'rubbish' };

/** Pictures of what was reported and of what was done, one of them shown to everybody; one that was removed, one that waits for an incident, one ticket. */
export async function attachmentsOf(
  dataset: Dataset,
  incidents: readonly Row.IncidentRow[],
  events: readonly Row.IncidentEventRow[],
): Promise<Row.AttachmentRow[]> {
  const base = rowMaker(dataset, new Random(`mulin/${dataset.jurisdiction.code}/attachments`));
  const codeOf = new Map(dataset.categories.map(({ id, code }) => [id, code]));
  const rows: Row.AttachmentRow[] = [];
  const add = async (event: Row.IncidentEventRow, incident: Row.IncidentRow, moment: Moment) => {
    const scene = scenes[codeOf.get(incident.category_id)!] ?? 'corridor';
    const kind: AttachmentKind = moment === 'before' ? 'BEFORE' : 'AFTER';
    const { key, thumbnailKey, size, hash, thumbnailSize, width, height } = await pictureOf(scene, moment);
    const row: Row.AttachmentRow = {
      ...base(Date.parse(event.at)),
      ...{ state: 'ATTACHED', kind, file_name: moment === 'before' ? '现场照片.jpg' : '处置后照片.jpg', content_type: 'image/jpeg' },
      ...{ announced_size: size, announced_hash: null, uploaded_by_id: event.actor_id, uploading_client: null },
      // Without an account it came by the tracking code.
      reserved_for_id: event.actor_id === null ? incident.id : null,
      ...{ expires_at: event.at, discard_at: null, uploaded_at: event.at, original_hash: hash, key, size, hash, width, height },
      ...{
        thumbnail_key: thumbnailKey,
        thumbnail_size: thumbnailSize,
        incident_id: incident.id,
        event_id: event.id,
        attached_at: event.at,
      },
      ...{ public: moment === 'after', removed_at: null, removed_by_id: null },
    };
    rows.push(row);
    return row;
  };
  const eventsOf = Map.groupBy(events, ({ incident_id }) => incident_id);
  for (const incident of incidents.filter((_, n) => n % ONE_IN === 0)) {
    const course = eventsOf.get(incident.id)!;
    await add(course.find(({ kind }) => kind === 'REPORTED')!, incident, 'before');
    const resolved = course.findLast(({ kind }) => kind === 'RESOLVED');
    if (resolved) await add(resolved, incident, 'after');
  }
  const nothing = {
    key: null,
    size: null,
    hash: null,
    original_hash: null,
    width: null,
    height: null,
    thumbnail_key: null,
    thumbnail_size: null,
  };
  const [removed, waiting, ticket] = rows.filter((row) => row.uploaded_by_id !== null && !row.public);
  Object.assign(removed!, { ...nothing, state: 'REMOVED', removed_at: removed!.attached_at, removed_by_id: removed!.uploaded_by_id });
  const apart = { incident_id: null, event_id: null, attached_at: null, discard_at: WAITS_UNTIL };
  Object.assign(waiting!, { ...apart, state: 'UPLOADED' });
  Object.assign(ticket!, { ...apart, ...nothing, state: 'AWAITED', uploaded_at: null, expires_at: WAITS_UNTIL });
  return rows;
}
