import type { Grant } from '../../auth/grant.js';
import { type Post, staffPosts } from '../../auth/viewer.js';
import type { Topics } from '../../events/event.js';
import { isSeenBy, routingKeysOfChanges } from '../../graph/changes.js';
import type { EventStream } from '../../graph/stream.js';
import { demand } from '../../kernel/errors.js';
import { publicId } from '../../kernel/ids.js';
import { grantsOf } from '../../read/grants.js';
import { Ref } from '../../read/reader.js';
import type { IncidentFacts } from './incident.facts.js';
import { isAssignedTo, mayBeNotified, NOTIFIES_PERSONS, reaches, reachOf, visibleIncidents } from './incident.policy.js';
import { toldOf } from './told.js';

interface AuthScope {
  readonly person: string;
  readonly posts: readonly Post[];
  readonly grants: readonly Grant[];
}

/** What the viewer has to act on, or has waited for. */
export const viewerNotifications = (after: string | null): EventStream<AuthScope> => ({
  kind: 'events',
  after,
  authScope({ viewer }) {
    demand(mayBeNotified(viewer), NOTIFIES_PERSONS);
    return { person: viewer.person!, posts: staffPosts(viewer), grants: grantsOf(viewer, visibleIncidents) };
  },
  routingKeysOf: ({ person, posts }) => [
    ...['assignee', 'reporter', 'recorder'].map((part) => `${part} ${person}`),
    ...posts.flatMap(({ organizationId }) => (organizationId === null ? [] : [`holder ${organizationId}`, `above ${organizationId}`])),
  ],
  routingKeysOfEvent: routingKeysOfChanges('incident'),
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

/** What a step is to somebody. Whom it was assigned to, or who took it down, counts as long as their posts reach it. */
function kindOf(step: Topics['incident'], authScope: AuthScope) {
  const { before, after } = step;
  const isMine = (facts: IncidentFacts | null) => facts !== null && isAssignedTo(authScope, facts);
  const [was, is] = [isMine(before), isMine(after)];
  if (is !== was) return is ? 'ASSIGNED' : 'UNASSIGNED';
  const isOpenTo = (person: string | null | undefined) =>
    person === authScope.person && (person === after.reporter || reaches(reachOf(authScope), after));
  const found = toldOf(step).find(
    ({ kind, persons = [], organization }) =>
      kind !== 'ASSIGNED' &&
      kind !== 'UNASSIGNED' &&
      (persons.some(isOpenTo) || (organization != null && authScope.posts.some(({ organizationId }) => organizationId === organization))),
  );
  return found?.kind ?? null;
}
