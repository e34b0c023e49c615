import type { Grant } from '../../auth/grant.js';
import { type Post, staffPosts } from '../../auth/viewer.js';
import type { Topics } from '../../events/event.js';
import type { EventStream } from '../../graph/stream.js';
import { demand } from '../../kernel/errors.js';
import { publicId } from '../../kernel/ids.js';
import { grantsOf } from '../../read/grants.js';
import { Ref } from '../../read/reader.js';
import type { IncidentFacts } from './incident.facts.js';
import { isAssignedTo, reaches, reachOf, visibleIncidents } from './incident.policy.js';
import type { IncidentState } from './incident.terms.js';
import { isSeenBy, routingKeysOfIncident } from './stream.js';

interface AuthScope {
  readonly person: string;
  readonly posts: readonly Post[];
  readonly grants: readonly Grant[];
}

/** What a reporter waits for. */
const decided: readonly IncidentState[] = ['ACCEPTED', 'REJECTED', 'DUPLICATE', 'FILED', 'CLOSED'];

/** What the viewer has to act on, or has waited for. */
export const viewerNotifications = (after: string | null): EventStream<AuthScope> => ({
  kind: 'events',
  after,
  authScope({ viewer }) {
    demand(viewer.person !== null, 'Notifications are for persons. 通知仅面向个人。');
    return { person: viewer.person!, posts: staffPosts(viewer), grants: grantsOf(viewer, visibleIncidents) };
  },
  routingKeysOf: ({ person, posts }) => [
    ...['assignee', 'reporter', 'recorder'].map((part) => `${part} ${person}`),
    ...posts.flatMap(({ organizationId }) => (organizationId === null ? [] : [`holder ${organizationId}`])),
  ],
  routingKeysOfEvent: routingKeysOfIncident,
  item({ topic, payload }, authScope) {
    if (topic !== 'incident') return null;
    const kind = kindOf(payload, authScope);
    if (!kind) return null;
    const { incidentId, eventId, after } = payload;
    const isSeen = eventId !== null && isSeenBy(authScope.grants, after);
    return { kind, incidentId: publicId('Incident', incidentId), event: isSeen ? new Ref('IncidentEvent', eventId) : null };
  },
  heartbeat: { kind: 'HEARTBEAT', incidentId: null, event: null },
});

/** What a step is to somebody: the first of these that holds. */
function kindOf({ kind, before, after }: Topics['incident'], authScope: AuthScope) {
  const isMine = (facts: IncidentFacts | null) => facts !== null && isAssignedTo(authScope, facts);
  const [was, is] = [isMine(before), isMine(after)];
  const isNow = (state: IncidentState) => after.state === state && before?.state !== state;
  const isHeld = authScope.posts.some(({ organizationId }) => organizationId === after.holder);
  if (is && !was) return 'ASSIGNED';
  if (was && !is) return 'UNASSIGNED';
  if (isNow('RETURNED') && isHeld) return 'RETURNED';
  if (isNow('ACCEPTED') && before?.state === 'FORWARDED' && isHeld) return 'RECLAIMED';
  if (isNow('ESCALATED') && isHeld) return 'ESCALATED';
  if (isNow('REOPENED') && (is || isHeld)) return 'REOPENED';
  const isRecorded = after.recorder === authScope.person && reaches(reachOf(authScope), after);
  const isReported = after.reporter === authScope.person || isRecorded;
  if (isReported && (decided.some(isNow) || kind === 'FOLLOWED')) return 'DECIDED';
  return null;
}
