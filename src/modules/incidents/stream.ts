import { covers, type Grant, routingKeysOfGrants, routingKeysOfRow } from '../../auth/grant.js';
import { anonymous, type Viewer } from '../../auth/viewer.js';
import type { LoggedEvent, Topics } from '../../events/event.js';
import type { EventStream } from '../../graph/stream.js';
import { badInput, tooCostly } from '../../kernel/errors.js';
import { publicId } from '../../kernel/ids.js';
import { isWithin, type PlaceTree } from '../../kernel/place.js';
import { isHuge } from '../../kernel/size.js';
import { grantsOf } from '../../read/grants.js';
import { asksWho, matches, untestable } from '../../read/match.js';
import type { Asker } from '../../read/noun.js';
import { Ref } from '../../read/reader.js';
import type { IncidentFacts } from './incident.facts.js';
import { visibleIncidents } from './incident.policy.js';
import { incidentFilters } from './incident.reads.js';
import { finalStates } from './incident.terms.js';
import type { IncidentFilter } from './incident.type.js';

const MOST_FILTER_PARTS = 200;

/** What of a watcher decides what an event is to them. */
interface AuthScope {
  readonly grants: readonly Grant[];
  /** The watcher, where the filter asks who watches. */
  readonly asker: Asker;
}

const askerOf = ({ person, client, roles, posts }: Viewer): Asker => ({ person, client, roles, posts });

/** The stream of incidents: filter and scope are tested on the facts before and after each event. */
export function incidentStream(filter: IncidentFilter | null, after: string | null): EventStream<AuthScope> {
  if (isHuge(filter ?? {}, MOST_FILTER_PARTS, MOST_FILTER_PARTS))
    throw tooCostly('{field} has more than {max} parts. {field} 的条件超过 {max} 项。', { field: 'filter', max: MOST_FILTER_PARTS });
  const refused = untestable(incidentFilters, filter);
  if (refused) throw badInput('Filters of a subscription do not take {field}. 订阅的筛选条件不支持 {field}。', { field: refused });
  const isPersonal = asksWho(incidentFilters, filter);

  const isSeen = (facts: IncidentFacts | null, authScope: AuthScope, tree: PlaceTree): boolean =>
    facts !== null &&
    isSeenBy(authScope.grants, facts) &&
    (filter === null || matches(incidentFilters, filter, facts, { asker: authScope.asker, tree }));

  const changeOf = ({ before, after }: Topics['incident'], authScope: AuthScope, tree: PlaceTree) => {
    const [was, is] = [isSeen(before, authScope, tree), isSeen(after, authScope, tree)];
    if (!was && !is) return null;
    return was && is ? 'CHANGED' : is ? 'ENTERED' : 'LEFT';
  };

  /** Why an incident left: the first of these that holds. */
  const reasonOf = ({ before, after }: Topics['incident'], authScope: AuthScope) => {
    const isFinal = ({ state }: IncidentFacts) => finalStates.includes(state);
    if (before!.place !== after.place) return 'MOVED';
    if (!isSeenBy(authScope.grants, after)) return 'NO_LONGER_YOURS';
    return isFinal(after) && !isFinal(before!) ? 'CLOSED' : 'NO_LONGER_MATCHING';
  };

  return {
    kind: 'events',
    after,
    authScope: ({ viewer }) => ({ grants: grantsOf(viewer, visibleIncidents), asker: askerOf(isPersonal ? viewer : anonymous) }),
    routingKeysOf: ({ grants }) => routingKeysOfGrants(grants),
    routingKeysOfEvent: routingKeysOfIncident,
    item({ topic, payload }, authScope, tree) {
      if (topic !== 'incident') return null;
      const change = changeOf(payload, authScope, tree);
      if (!change) return null;
      const { incidentId, eventId } = payload;
      const isShown = change !== 'LEFT' || isSeenBy(authScope.grants, payload.after);
      return {
        change,
        reason: change === 'LEFT' ? reasonOf(payload, authScope) : null,
        incidentId: publicId('Incident', incidentId),
        event: isShown && eventId !== null ? new Ref('IncidentEvent', eventId) : null,
      };
    },
    heartbeat: { change: 'HEARTBEAT', reason: null, incidentId: null, event: null },
  };
}

/** What was and what is; of what a re-partition moved, also who inherited its place. */
export function routingKeysOfIncident({ topic, payload }: LoggedEvent): readonly string[] {
  if (topic !== 'incident') return [];
  const { before, after } = payload;
  return [...new Set([before, after].flatMap((facts) => (facts ? routingKeysOfFacts(facts) : [])))];
}

const routingKeysOfFacts = (facts: IncidentFacts): readonly string[] =>
  facts.successor != null
    ? [...routingKeysOfRow(facts), ...routingKeysOfRow({ ...facts, place: facts.successor })]
    : routingKeysOfRow(facts);

/**
 * Whether the grants show an incident; one that a re-partition moved is told to whoever looks after the place that inherited it. Where a place came
 * along with all below it (`carried`), these are its own staff alone: those above it see it enter.
 */
export const isSeenBy = (grants: readonly Grant[], facts: IncidentFacts): boolean => {
  const { successor, carried } = facts;
  if (covers(grants, facts)) return true;
  if (successor == null) return false;
  const successors = carried !== undefined ? grants.filter(({ within }) => within !== undefined && isWithin(within, carried)) : grants;
  return covers(successors, { ...facts, place: successor });
};
