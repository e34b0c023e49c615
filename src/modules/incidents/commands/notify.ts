import { isStaffRole } from '../../../auth/viewer.js';
import type { Work } from '../../../work/command.js';
import { policyFactsOf } from '../../../work/policy-facts.js';
import { notify } from '../../notifications/commands/notify.js';
import { postsToday } from '../../organisations/held-post.js';
import type { IncidentEvent } from '../incident.entity.js';
import type { IncidentFacts } from '../incident.facts.js';
import { matterFacts } from '../incident.matter.js';
import { reaches, reachOf, verifierOf } from '../incident.policy.js';
import { type StepFacts, toldOf } from '../told.js';

/** Whom a step is told beside those that its facts name: see verifierOf. They are looked for where something is to be verified. */
async function verifiersOf(work: Work, { incident, to }: IncidentEvent): Promise<readonly string[]> {
  if (to !== 'RESOLVED') return [];
  // The facts are those of the rows.
  await work.em.flush();
  const matter = await policyFactsOf(work, 'Incident', matterFacts, incident);
  const turn = verifierOf(matter);
  if (turn === 'LEADER') return [matter.leader!];
  const organization = turn === 'CADRE' ? matter.community : matter.reportingOrganization!;
  const posts = await postsToday(work, 'organization_id', [organization]);
  const staff = posts.filter(({ role }) => (turn === 'CADRE' ? role === 'COMMUNITY_CADRE' : isStaffRole(role))).map(({ person }) => person);
  // Who serves the grid belongs to its community.
  const leader = organization === matter.community && matter.leader !== null ? [matter.leader] : [];
  return [...staff, ...leader].filter((person) => !matter.handlers.includes(person));
}

/** The organisations between the one that escalates and the one that holds it then. */
async function passedBy(work: Work, { kind, before, after }: StepFacts): Promise<readonly string[]> {
  if (kind !== 'ESCALATED') return [];
  const found = await work.sql<{ id: string }>(
    `select passed.id from organization passed, organization low, organization high
     where low.id = ? and high.id = ? and passed.jurisdiction_id = low.jurisdiction_id and low.place ^@ passed.place and passed.place ^@ high.place
       and passed.id not in (low.id, high.id)`,
    [before!.holder, after.holder],
  );
  return found.map(({ id }) => id);
}

/** Tells whom a step concerns. Whom it was assigned to, or who took it down, is told as long as their posts reach it. */
export async function notifyOf(work: Work, event: IncidentEvent, step: StepFacts & { readonly after: IncidentFacts }): Promise<void> {
  const told = toldOf(step, {
    isReplied: event.reply != null,
    verifiers: await verifiersOf(work, event),
    passedBy: await passedBy(work, step),
  });
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
