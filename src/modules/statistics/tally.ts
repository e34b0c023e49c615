import type { Facts, LoggedEvent } from '../../events/event.js';
import type { StateStream } from '../../graph/stream.js';
import { parseId } from '../../kernel/ids.js';
import { isWithin, type Place } from '../../kernel/place.js';
import { Ref } from '../../read/reader.js';
import { uuidOf } from '../../read/value.js';
import { type CountedPlace, countedPlace } from '../incidents/incident.policy.js';

/** An organisation or grid, told anew when something at or below it has changed: its statistics are read as they are then. */
export function statisticsTally(scope: string): StateStream<CountedPlace> {
  const seat = uuidOf(scope, 'scope', 'Organization', 'Grid');
  const isGrid = parseId(scope)!.noun === 'Grid';

  return {
    kind: 'state',
    authScope: (watcher) => countedPlace(seat, watcher),
    concerns: (event, { place }) => placesOf(event).some((at) => isWithin(at, place)),
    state: async () => ({
      scopeId: scope,
      organization: isGrid ? null : new Ref('Organization', seat),
      grid: isGrid ? new Ref('Grid', seat) : null,
    }),
  };
}

/** Where the row lay that an event is about, and where it lies. */
function placesOf({ payload }: LoggedEvent): readonly Place[] {
  const { before, after } = payload as { readonly before?: Facts | null; readonly after?: Facts | null };
  return [before, after].flatMap((facts) => (facts ? [facts.place, facts.carried ?? facts.place] : []));
}
