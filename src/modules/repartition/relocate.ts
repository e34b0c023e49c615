import { type FilterQuery, LockMode } from '@mikro-orm/core';
import type { Place } from '../../kernel/place.js';
import type { Work } from '../../work/command.js';
import type { Grid } from '../grids/grid.entity.js';
import { settle } from '../incidents/commands/settle.js';
import { Incident } from '../incidents/incident.entity.js';
import { factsOf } from '../incidents/incident.facts.js';
import { openStates } from '../incidents/incident.terms.js';

/**
 * Moves a grid's open incidents to where `target` says. Final ones are history and stay. Streams see each as one change of scope; `heir` is the place where
 * whoever looked after the old grid does so from now on, if nobody else did there before: they are told what LEFT.
 */
export async function relocateOpenIncidents(
  work: Work,
  from: Grid,
  target: (incident: Incident) => Grid,
  heir: Place | null = null,
): Promise<void> {
  const incidents = await lockOpenIncidents(work, { grid: from.id });
  const moved = incidents.map((incident) => ({ incident, before: { ...factsOf(incident), heir } }));
  for (const { incident } of moved) {
    incident.updatedAt = new Date(Math.max(work.now().getTime(), incident.updatedAt.getTime()));
    settle(incident, target(incident), from.community);
  }
  await work.em.flush();
  for (const { incident, before } of moved) announce(work, incident, before);
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
  const incidents = await lockOpenIncidents(work, { place: { $like: `${from}%` } });
  const before = incidents.map(factsOf);
  await move();
  for (const incident of incidents) {
    incident.updatedAt = new Date(Math.max(work.now().getTime(), incident.updatedAt.getTime()));
    incident.place = to + incident.place.slice(from.length);
    settled(incident);
  }
  await work.em.flush();
  for (const [i, incident] of incidents.entries()) announce(work, incident, { ...before[i]!, heir: incident.place, carried: to });
}

/** Steps that are under way are in before, those that come later have lost the race for the version: neither stops a re-partition. */
const lockOpenIncidents = (work: Work, where: FilterQuery<Incident>): Promise<Incident[]> =>
  work.em.find(
    Incident,
    { $and: [where, { state: { $in: openStates } }] },
    { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' } },
  );

/** A change of scope without a step in the history: who watches sees the incident enter or leave. */
export function announce(work: Work, incident: Incident, before: ReturnType<typeof factsOf>): void {
  work.emit({
    topic: 'incident',
    jurisdictionId: incident.jurisdictionId,
    payload: { incidentId: incident.id, eventId: null, version: incident.version, before, after: factsOf(incident) },
  });
}
