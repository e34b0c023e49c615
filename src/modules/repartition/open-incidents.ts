import { type FilterQuery, LockMode } from '@mikro-orm/core';
import type { Facts } from '../../events/event.js';
import type { Place } from '../../kernel/place.js';
import type { Work } from '../../work/command.js';
import { timeOfNext } from '../../work/workflow.js';
import type { Grid } from '../grids/grid.entity.js';
import { settle } from '../incidents/commands/settle.js';
import { Incident } from '../incidents/incident.entity.js';
import { factsOf, type IncidentFacts } from '../incidents/incident.facts.js';
import { openStates } from '../incidents/incident.terms.js';

/**
 * Moves a grid's open incidents to the grid that `target` names. Final ones are history and stay. Streams see each as one change of scope; `successor` is
 * the place where the staff of the old grid serve from now on, if nobody did there before: they are told what LEFT.
 */
export async function relocateOpenIncidents(
  work: Work,
  from: Grid,
  target: (incident: Incident) => Grid,
  successor: Place | null = null,
): Promise<void> {
  const held = await holdOpenIncidents(work, { grid: from.id });
  await settleAll(
    work,
    held,
    (incident) => settle(incident, target(incident), from.community),
    () => ({ heir: successor }),
  );
}

/**
 * Moves the open incidents that lie at or below a place along with it: `move` takes the place and all else there from `from` to `to`. Streams see each
 * as one change of scope, and the place's own staff, who come along, none that enters.
 */
export async function carryIncidents(
  work: Work,
  from: Place,
  to: Place,
  move: () => Promise<unknown>,
  settled: (incident: Incident) => void = () => {},
): Promise<void> {
  // Who reports below finishes first.
  await work.sql(`select id from grid where place >= ? and place < ? || '~' order by id for update`, [from, from]);
  const held = await holdOpenIncidents(work, { place: { $like: `${from}%` } });
  await move();
  await settleAll(
    work,
    held,
    (incident) => {
      incident.place = to + incident.place.slice(from.length);
      settled(incident);
    },
    ({ place }) => ({ heir: place, carried: to }),
  );
}

interface HeldIncident {
  readonly incident: Incident;
  readonly before: IncidentFacts;
}

/** Steps that are under way are in before, those that come later have lost the race for the version: neither stops a re-partition. */
async function holdOpenIncidents(work: Work, where: FilterQuery<Incident>): Promise<HeldIncident[]> {
  const incidents = await work.em.find(
    Incident,
    { $and: [where, { state: { $in: openStates } }] },
    { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' } },
  );
  return incidents.map((incident) => ({ incident, before: factsOf(incident) }));
}

/**
 * A change of scope without a step in the history: who watches sees the incident enter or leave. `settled` puts each where it is from now on, `inherited`
 * adds to the facts of where it was.
 */
async function settleAll(
  work: Work,
  held: readonly HeldIncident[],
  settled: (incident: Incident) => void,
  inherited: (incident: Incident) => Pick<Facts, 'heir' | 'carried'>,
): Promise<void> {
  for (const { incident } of held) {
    incident.updatedAt = timeOfNext(work, incident);
    settled(incident);
  }
  await work.em.flush();
  for (const { incident, before } of held)
    work.emit({
      topic: 'incident',
      jurisdictionId: incident.jurisdictionId,
      payload: {
        incidentId: incident.id,
        eventId: null,
        version: incident.version,
        before: { ...before, ...inherited(incident) },
        after: factsOf(incident),
      },
    });
}
