import type { Work } from '../../../work/command.js';
import { notify } from '../../notifications/commands/notify.js';
import { postsToday } from '../../organisations/held-post.js';
import type { IncidentEvent } from '../incident.entity.js';
import type { IncidentFacts } from '../incident.facts.js';
import { reaches, reachOf } from '../incident.policy.js';
import { type StepFacts, toldOf } from '../told.js';

/** Tells whom a step concerns. Whom it was assigned to, or who took it down, is told as long as their posts reach it. */
export async function notifyOf(work: Work, event: IncidentEvent, step: StepFacts & { readonly after: IncidentFacts }): Promise<void> {
  const told = toldOf(step);
  const serving = await servingAmong(
    work,
    told.flatMap(({ workers = [] }) => workers.filter((person) => person != null)),
    step.after,
  );
  await notify(
    work,
    {
      noun: 'Incident',
      row: { id: event.incident, jurisdictionId: event.jurisdictionId },
      step: { noun: 'IncidentEvent', id: event.id },
      at: event.at,
    },
    told.map(({ kind, persons = [], workers = [], organization }) => ({
      kind,
      persons: [...persons, ...workers.filter((person) => person != null && serving.has(person))],
      organization,
    })),
  );
}

/** Those of them whose posts of today reach an incident. */
async function servingAmong(work: Work, persons: readonly string[], incident: IncidentFacts): Promise<ReadonlySet<string>> {
  const held = await postsToday(work, 'person_id', persons);
  const serving = [...Map.groupBy(held, ({ person }) => person)].filter(([, posts]) => reaches(reachOf({ posts }), incident));
  return new Set(serving.map(([person]) => person));
}
