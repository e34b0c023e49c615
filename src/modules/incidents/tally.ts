import type { Facts } from '../../events/event.js';
import type { StateStream } from '../../graph/stream.js';
import { isWithin, type Place } from '../../kernel/place.js';
import { join as listed, literal, raw, render, type Statement, slot, sql } from '../../read/sql.js';
import { uuidOf } from '../../read/value.js';
import { type CountedPlace, countedPlace } from './incident.policy.js';
import { finalStates, type IncidentState, openStates } from './incident.terms.js';

/** How many open incidents lie at or below an organisation or grid, by state: told when it changes, once a second at most. */
export function incidentTally(scope: string): StateStream<CountedPlace> {
  const seat = uuidOf(scope, 'scope', 'Organization', 'Grid');
  const liesIn = (facts: Facts | null, place: Place) => facts !== null && isWithin(facts.place, place);

  return {
    kind: 'state',
    authScope: (watcher) => countedPlace(seat, watcher),
    concerns({ topic, payload }, { place }) {
      if (topic !== 'incident') return false;
      const { before, after } = payload;
      const isOther = before?.state !== after.state || before?.supervision !== after.supervision || before?.dueAt !== after.dueAt;
      return isOther ? liesIn(before, place) || liesIn(after, place) : liesIn(before, place) !== liesIn(after, place);
    },
    async state({ place }, ask) {
      const counted = ((await ask(countOpen(place))) ?? {}) as Partial<Record<IncidentState, Count>>;
      const byState = openStates.map((state) => ({ state, count: counted[state]?.all ?? 0 }));
      const sum = (numbers: readonly number[]) => numbers.reduce((one, other) => one + other, 0);
      const overdue = sum(Object.values(counted).map(({ overdue }) => overdue));
      return { scopeId: scope, open: sum(byState.map(({ count }) => count)), overdue, byState };
    },
  };
}

interface Count {
  readonly all: number;
  readonly overdue: number;
}

/** A range, not a level, and the words of the index of open incidents: it answers alone. */
function countOpen(place: Place): Statement {
  const start = slot('text', () => place);
  const final = listed(finalStates.map(literal), ', ');
  const now = slot('timestamptz', (run) => run.now());
  const counted = sql`select state, json_object('all' : count(*), 'overdue' : count(*) filter (where due_at < ${now})) as n from incident where place >= ${start} and place < ${start} || '~' and state not in (${final}) group by state`;
  return render(sql`select json_object_agg(state, n) ${raw('as json')} from (${counted}) counted`);
}
