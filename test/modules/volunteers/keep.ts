import { expect } from 'vitest';
import type { Client } from '../../kit/client.js';

/** Verbs as tests call them: what a mutation answers of its row, and why it refuses. */

const entities = {
  createTeam: 'volunteerTeam',
  renameTeam: 'volunteerTeam',
  dissolveTeam: 'volunteerTeam',
  appointTeamLeader: 'volunteerTeam',
  joinTeam: 'teamMembership',
  admitMember: 'teamMembership',
  declineMember: 'teamMembership',
  removeMember: 'teamMembership',
  leaveTeam: 'teamMembership',
  updateVolunteer: 'volunteer',
  pauseVolunteer: 'volunteer',
  resumeVolunteer: 'volunteer',
  leaveVolunteering: 'volunteer',
  raiseNeed: 'needItem',
  claimNeed: 'needItem',
  releaseNeed: 'needItem',
  startNeed: 'needItem',
  finishNeed: 'needItem',
  confirmNeed: 'needItem',
  returnNeed: 'needItem',
  withdrawNeed: 'needItem',
  nominateForHonour: 'honour',
  reviewHonour: 'honour',
  publiciseHonour: 'honour',
  awardHonour: 'honour',
  rejectHonour: 'honour',
  objectToHonour: 'objection',
  decideObjection: 'objection',
  dissolveOrganization: 'organization',
  createOrganization: 'organization',
  registerResident: 'resident',
} as const;
export type Verb = keyof typeof entities;
type Input = Record<string, unknown>;

const inputs: Partial<Record<Verb, string>> = {
  dissolveTeam: 'ReasonedVolunteerTeamTransitionInput',
  admitMember: 'TeamMembershipTransitionInput',
  declineMember: 'ReasonedTeamMembershipTransitionInput',
  removeMember: 'ReasonedTeamMembershipTransitionInput',
  leaveTeam: 'TeamMembershipTransitionInput',
  pauseVolunteer: 'VolunteerTransitionInput',
  resumeVolunteer: 'VolunteerTransitionInput',
  leaveVolunteering: 'VolunteerTransitionInput',
  reviewHonour: 'HonourTransitionInput',
  publiciseHonour: 'HonourTransitionInput',
  awardHonour: 'HonourTransitionInput',
  rejectHonour: 'ReasonedHonourTransitionInput',
  startNeed: 'NeedItemTransitionInput',
  confirmNeed: 'NeedItemTransitionInput',
  returnNeed: 'ReasonedNeedItemTransitionInput',
  withdrawNeed: 'ReasonedNeedItemTransitionInput',
};

/** What came of it: DONE, the codes of its user errors, or the code of the error. */
export async function attempt(client: Client, verb: Verb, input: Input, fields = 'id') {
  const entity = entities[verb];
  const type = inputs[verb] ?? `${verb[0]!.toUpperCase()}${verb.slice(1)}Input`;
  const { data, errors } = await client.ask(
    `mutation ($input: ${type}!) { ${verb}(input: $input) { ${entity} { ${fields} } userErrors { code path } } }`,
    { input },
  );
  const refusals: { code: string; path: string[] }[] = data?.[verb]?.userErrors ?? [];
  const outcome: string =
    errors?.[0]?.extensions?.code ?? (refusals.map(({ code, path }) => `${code} ${path.join('.')}`).join(', ') || 'DONE');
  return { outcome, entity: data?.[verb]?.[entity] };
}

/** What the verb answers of its row, done. */
export async function done(client: Client, verb: Verb, input: Input, fields = 'id') {
  const { outcome, entity } = await attempt(client, verb, input, fields);
  expect(outcome, verb).toBe('DONE');
  return entity;
}
