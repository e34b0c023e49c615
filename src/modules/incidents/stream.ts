import { covers } from '../../auth/grant.js';
import type { Viewer } from '../../auth/viewer.js';
import type { Facts, LoggedEvent, Topics } from '../../events/event.js';
import type { Context } from '../../graph/context.js';
import { Fault } from '../../kernel/errors.js';
import { publicId } from '../../kernel/ids.js';
import type { PlaceTree } from '../../kernel/place.js';
import { matches, untestable } from '../../read/match.js';
import { Ref } from '../../read/reader.js';
import { visibleIncidents } from './incident.policy.js';
import { incidentFilters } from './incident.reads.js';
import type { IncidentFilter } from './incident.type.js';

export interface StreamItem {
  readonly cursor: string;
  readonly change: 'ENTERED' | 'CHANGED' | 'LEFT' | 'HEARTBEAT';
  readonly incidentId: string | null;
  readonly event: Ref | null;
}

function isSeen(facts: Facts | null, filter: IncidentFilter | null, viewer: Viewer, tree: PlaceTree): boolean {
  if (facts === null) return false;
  const grants = visibleIncidents(viewer);
  const isInScope = covers(grants, facts) || (typeof facts.heir === 'string' && covers(grants, { ...facts, place: facts.heir }));
  return isInScope && (filter === null || matches(incidentFilters, filter, facts, viewer, tree));
}

/** What an event is to a viewer: filter and scope are tested on the incident before and after it. Null when it is nothing. */
function changeFor(viewer: Viewer, filter: IncidentFilter | null, { before, after }: Topics['incident'], tree: PlaceTree) {
  const [was, is] = [isSeen(before, filter, viewer, tree), isSeen(after, filter, viewer, tree)];
  if (!was && !is) return null;
  return was && is ? 'CHANGED' : is ? 'ENTERED' : 'LEFT';
}

/** The stream of one subscriber, read from the event log at the subscriber's own speed. Rights are looked at again for each event. */
export function incidentStream(context: Context, filter: IncidentFilter | null, after: string | null): AsyncIterableIterator<StreamItem> {
  const refused = untestable(incidentFilters, filter);
  if (refused) throw new Fault('BAD_USER_INPUT', `Filters of a subscription do not take ${refused}.`);
  return context.streams.follow<StreamItem>(after, {
    heartbeat: (cursor) => ({ cursor, change: 'HEARTBEAT', incidentId: null, event: null }),
    async item(event: LoggedEvent, cursor: string) {
      // Whoever lost their rights hears of it now, not when something happens that they would have seen.
      if (event.topic === 'house') await context.renew();
      if (event.topic !== 'incident') return null;
      const renewed = await context.renew();
      const { viewer, workshop } = renewed;
      const change = changeFor(viewer, filter, event.payload, workshop().tree);
      if (!change) return null;
      const { incidentId, eventId } = event.payload;
      return {
        cursor,
        change,
        incidentId: publicId('Incident', incidentId),
        event: change === 'LEFT' || eventId === null ? null : new Ref('IncidentEvent', eventId, renewed),
      };
    },
  });
}
