import type { Incident } from '../incident.entity.js';

/** Remembers a handler of an incident until it is opened again: verification asks for somebody else. */
export function handledBy(incident: Incident, person: string | null): void {
  if (person !== null && !incident.handlerIds.includes(person)) incident.handlerIds = [...incident.handlerIds, person];
}
