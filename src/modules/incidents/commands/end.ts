import type { Work } from '../../../work/command.js';
import type { Incident } from '../incident.entity.js';
import { endAssistance } from './co-handlers.js';
import { partEnds } from './parts.js';

/** What follows when an incident comes to its end: who waits for it is told, and nobody assists any more. */
export async function comesToItsEnd(work: Work, incident: Incident): Promise<void> {
  await partEnds(work, incident);
  await endAssistance(work, incident);
}
