import type { Facts } from '../../events/event.js';
import type { Work } from '../../work/command.js';
import type { Ending, Mover } from '../../work/keeps.js';
import type { Where } from '../../work/unit-of-work.js';
import { timeOfNext } from '../../work/workflow.js';
import { Grid } from '../grids/grid.entity.js';
import { settle } from './commands/settle.js';
import { Incident, IncidentCategory } from './incident.entity.js';
import { factsOf, type IncidentFacts } from './incident.facts.js';
import { openStates } from './incident.terms.js';

/** What becomes of incidents when their grid ends or moves, or their category is shown to others: open ones go along, and streams see it. */

/**
 * Open incidents go to the successor of their grid; of a grid that is split, to the part that their location lies in. Streams see each as one change of
 * scope. After a split the staff of the old grid serve in the first part from now on, where nobody did before: they are told what LEFT.
 */
export async function handOverOpenIncidents(work: Work, { id, successor, successorAt }: Ending): Promise<void> {
  const gridOf = (id: string) => work.em.findOneOrFail(Grid, { id });
  const [grid, first] = [await gridOf(id), await gridOf(successor!.id)];
  const locked = await lockOpenIncidents(work, { grid: grid.id });
  const targets = new Map<string, Grid>();
  for (const { incident } of locked) {
    const part = incident.location && successorAt?.(incident.location);
    targets.set(incident.id, part ? await gridOf(part) : first);
  }
  await settleAll(
    work,
    locked,
    (incident) => settle(incident, targets.get(incident.id)!, grid.community),
    () => ({ successor: successorAt ? first.place : null }),
  );
}

/**
 * Open incidents that lie at or below a place move along with it. Streams see each as one change of scope; for the place's own staff, who come along,
 * nothing enters or leaves.
 */
export const moveOpenIncidents: Mover = async (work, { from, to, community }) => {
  // Reports from below finish first.
  await work.sql(`select id from grid where place >= ? and place < ? || '~' order by id for update`, [from, from]);
  const locked = await lockOpenIncidents(work, { place: { $like: `${from}%` } });
  return () =>
    settleAll(
      work,
      locked,
      (incident) => {
        const place = to + incident.place.slice(from.length);
        if (community) settle(incident, { id: incident.grid, place, community: community.to }, community.from);
        else incident.place = place;
      },
      ({ place }) => ({ successor: place, carried: to }),
    );
};

interface LockedIncident {
  readonly incident: Incident;
  readonly before: IncidentFacts;
}

/** Changes what is open and meets a condition, without a step: streams see each as one change. */
export async function changeOpenIncidents(work: Work, where: Where<Incident>, change: (incident: Incident) => void): Promise<void> {
  await settleAll(work, await lockOpenIncidents(work, where), change, () => ({}));
}

/** Steps that are under way are in before, those that come later have lost the race for the version: neither stops a re-partition. */
async function lockOpenIncidents(work: Work, where: Where<Incident>): Promise<LockedIncident[]> {
  const incidents = await work.em.find(
    Incident,
    { $and: [where, { state: { $in: openStates } }] },
    { lock: 'update', orderBy: { id: 'asc' } },
  );
  return incidents.map((incident) => ({ incident, before: factsOf(incident) }));
}

/**
 * A change without a step in the history: streams see the incident enter or leave. `settled` puts each as it is from now on, `inherited`
 * adds to the facts of where it was.
 */
async function settleAll(
  work: Work,
  locked: readonly LockedIncident[],
  settled: (incident: Incident) => void,
  inherited: (incident: Incident) => Pick<Facts, 'successor' | 'carried'>,
): Promise<void> {
  for (const { incident } of locked) {
    incident.updatedAt = timeOfNext(work, incident);
    settled(incident);
  }
  await work.em.flush();
  const categories = await work.em.find(IncidentCategory, { id: { $in: [...new Set(locked.map(({ incident }) => incident.category))] } });
  const parentOf = new Map(categories.map(({ id, parent }) => [id, parent ?? null]));
  for (const { incident, before } of locked) {
    const parentCategory = parentOf.get(incident.category)!;
    work.emit({
      topic: 'incident',
      jurisdictionId: incident.jurisdictionId,
      payload: {
        incidentId: incident.id,
        eventId: null,
        kind: null,
        byClock: false,
        version: incident.version,
        before: { ...before, parentCategory, ...inherited(incident) },
        after: { ...factsOf(incident), parentCategory },
      },
    });
  }
}
