import type { Grant } from '../../auth/grant.js';
import type { Topics } from '../../events/event.js';
import type { EventStream } from '../../graph/stream.js';
import { demand } from '../../kernel/errors.js';
import { publicId } from '../../kernel/ids.js';
import { Ref } from '../../read/reader.js';
import { grantsOf } from '../../read/window.js';
import { visibleIncidents } from './incident.policy.js';
import type { IncidentState } from './incident.terms.js';
import { isInSight, wordsOfIncident } from './stream.js';

interface Sight {
  readonly person: string;
  /** Where the person has a post. */
  readonly organizations: readonly string[];
  readonly grants: readonly Grant[];
}

/** What a reporter waits for. */
const decided: readonly IncidentState[] = ['ACCEPTED', 'REJECTED', 'DUPLICATE', 'FILED', 'CLOSED'];

/** What the viewer has to act on, or has waited for. */
export const viewerNotifications = (after: string | null): EventStream<Sight> => ({
  kind: 'events',
  after,
  sight({ viewer }) {
    demand(viewer.person !== null, 'Notifications are for persons.');
    const organizations = viewer.posts.flatMap(({ organizationId }) => organizationId ?? []);
    return { person: viewer.person!, organizations: [...new Set(organizations)].sort(), grants: grantsOf(viewer, visibleIncidents) };
  },
  wordsOf: ({ person, organizations }) => [
    ...['assignee', 'reporter', 'recorder'].map((part) => `${part} ${person}`),
    ...organizations.map((organization) => `holder ${organization}`),
  ],
  wordsOfEvent: wordsOfIncident,
  item({ topic, payload }, sight) {
    if (topic !== 'incident') return null;
    const kind = kindOf(payload, sight);
    if (!kind) return null;
    const { incidentId, eventId, after } = payload;
    const isSeen = eventId !== null && isInSight(sight.grants, after);
    return { kind, incidentId: publicId('Incident', incidentId), event: isSeen ? new Ref('IncidentEvent', eventId) : null };
  },
  heartbeat: { kind: 'HEARTBEAT', incidentId: null, event: null },
});

/** What a step is to somebody: the first of these that holds. */
function kindOf({ before, after }: Topics['incident'], { person, organizations }: Sight) {
  const [was, is] = [before?.assignee === person, after.assignee === person];
  const isNow = (state: IncidentState) => after.state === state && before?.state !== state;
  const isHeld = organizations.includes(after.holder as string);
  if (is && !was) return 'ASSIGNED';
  if (was && !is) return 'UNASSIGNED';
  if (isNow('RETURNED') && isHeld) return 'RETURNED';
  if (isNow('REOPENED') && (is || isHeld)) return 'REOPENED';
  if ([after.reporter, after.recorder].includes(person) && decided.some(isNow)) return 'DECIDED';
  return null;
}
