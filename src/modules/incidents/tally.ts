import type { Facts } from '../../events/event.js';
import type { StateStream } from '../../graph/stream.js';
import { demand, notFound } from '../../kernel/errors.js';
import { isWithin, type Place } from '../../kernel/place.js';
import { join as listed, literal, raw, render, type Statement, slot, sql } from '../../read/sql.js';
import { uuidOf } from '../../read/value.js';
import { mayCount } from './incident.policy.js';
import { finalStates, type IncidentState, openStates } from './incident.terms.js';

interface Sight {
  /** Where the scope lies now. */
  readonly place: Place;
}

/** How many open incidents lie at or below an organisation or grid, by state: told when it changes, once a second at most. */
export function incidentTally(scope: string): StateStream<Sight> {
  const seat = uuidOf(scope, 'scope', 'Organization', 'Grid');
  const liesIn = (facts: Facts | null, place: Place) => facts !== null && isWithin(facts.place, place);

  return {
    kind: 'state',
    sight({ viewer, tree }) {
      const place = tree.placeOf(seat);
      if (place === null) throw notFound('Organization', 'Grid');
      demand(
        mayCount(viewer, place),
        'Figures of a place are for those who hold a post there or above. 只有在该区域或其上级任职的人员可以查看统计数字。',
      );
      return { place };
    },
    concerns({ topic, payload }, { place }) {
      if (topic !== 'incident') return false;
      const { before, after } = payload;
      return before?.state !== after.state ? liesIn(before, place) || liesIn(after, place) : liesIn(before, place) !== liesIn(after, place);
    },
    async state({ place }, ask) {
      const counts = ((await ask(countOpen(place))) ?? {}) as Partial<Record<IncidentState, number>>;
      const byState = openStates.map((state) => ({ state, count: counts[state] ?? 0 }));
      return { scopeId: scope, open: byState.reduce((sum, { count }) => sum + count, 0), byState };
    },
  };
}

/** A range, not a level, and the words of the index of open incidents: it answers alone. */
function countOpen(place: Place): Statement {
  const start = slot('text', () => place);
  const final = listed(finalStates.map(literal), ', ');
  const counted = sql`select state, count(*) as n from incident where place >= ${start} and place < ${start} || '~' and state not in (${final}) group by state`;
  return render(sql`select json_object_agg(state, n) ${raw('as json')} from (${counted}) counted`);
}
