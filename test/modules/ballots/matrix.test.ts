import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Persona } from '../../../src/demo/personas.js';
import { publicId } from '../../../src/kernel/ids.js';
import { topicStages } from '../../../src/modules/ballots/ballots.terms.js';
import { topicFlow } from '../../../src/modules/ballots/topic.workflow.js';
import { sessionStates } from '../../../src/modules/deliberation/deliberation.terms.js';
import { sessionFlow } from '../../../src/modules/deliberation/session.workflow.js';
import { type App, startApp } from '../../kit/app.js';
import { demoDatabase, type TestDatabase } from '../../kit/database.js';
import { enrich as deliberate } from '../deliberation/enrich.js';
import { perform } from '../deliberation/hall.js';
import { enrich } from './enrich.js';

/**
 * Every state × every verb × every persona: what viewerActions says is what the verb does. Each verb is tried with a note that is too long, which is said only to who may
 * take the step now; so nothing changes.
 */

let app: App;
let database: TestDatabase;
beforeAll(async () => {
  database = await demoDatabase();
  await deliberate({ query: database.query, people: new Map() });
  await enrich({ query: database.query, people: new Map() });
  app = await startApp({ database });
});
afterAll(async () => {
  expect(app.bugs).toEqual([]);
  await app.stop();
  await database.close();
});

const personas: readonly Persona[] = [
  ...([
    'resident',
    'grid-leader',
    'grid-worker',
    'community-cadre',
    'street-supervisor',
    'dispatcher',
    'police',
    'property-staff',
    'chief',
  ] as const),
  ...(['auditor', 'admin'] as const),
];
const note = '长'.repeat(1_001);
/** What verbs take beside id, version and note: ids that can be read, and a reason. */
const more: Readonly<Record<string, object>> = {
  ...Object.fromEntries(
    ['adjournSession', 'postponeSession', 'cancelSession', 'declineTopic', 'returnTopic'].map((verb) => [verb, { reason: '理由' }]),
  ),
  placeOnAgenda: { sessionId: publicId('DeliberationSession', '01b00000-0000-7000-8000-000000000001') },
  openBallot: { method: 'YES_NO_ABSTAIN' },
  decideByConsensus: { result: 'ADOPTED', resolution: '同意' },
  adoptDecision: {
    ...{ responsibleId: publicId('Person', '01b00000-0000-7000-8000-000000000001'), dueOn: '2099-01-01' },
    categoryId: publicId('IncidentCategory', '01b00000-0000-7000-8000-000000000001'),
  },
  reportExecution: { report: '完成' },
};
const returning = { dueOn: '2099-01-01', reason: '理由' };

interface Table {
  readonly root: string;
  readonly table: string;
  readonly noun: 'DeliberationSession' | 'Topic';
  readonly states: readonly string[];
  readonly moves: Readonly<Record<string, { readonly from: readonly string[] }>>;
  readonly mutationOf: (step: never) => string;
}
const tables: readonly Table[] = [
  {
    root: 'deliberationSession',
    table: 'deliberation_session',
    noun: 'DeliberationSession',
    states: Object.keys(sessionStates),
    moves: sessionFlow.moves,
    mutationOf: sessionFlow.mutationOf,
  },
  {
    root: 'topic',
    table: 'topic',
    noun: 'Topic',
    states: Object.keys(topicStages),
    moves: topicFlow.moves,
    mutationOf: topicFlow.mutationOf,
  },
];

describe.each(tables)('$noun', ({ root, table, noun, states, moves, mutationOf }) => {
  test.each(personas)('%s', async (persona) => {
    const client = await app.as(persona);
    const rows = await database.query<{ id: string; state: string; version: number }>(
      `select distinct on (body_id, state) id, state, version from ${table} where jurisdiction_id = (select id from organization where code = '000') order by body_id, state, id`,
    );
    expect(new Set(rows.map(({ state }) => state))).toEqual(new Set(states));
    const faults: string[] = [];
    // Each state of three bodies: of the community, and of two grids.
    for (const { id: bare, state, version } of rows.slice(0, states.length * 3)) {
      const id = publicId(noun, bare);
      const { row } = await client.data(`query ($id: ID!) { row: ${root}(id: $id) { viewerActions { verb allowed } } }`, { id });
      for (const [step, { from }] of Object.entries(moves)) {
        const verb = mutationOf(step as never);
        const input = { id, version, note, ...more[verb], ...(verb === 'returnTopic' ? returning : {}) };
        const { outcome } = await perform(client, verb, input);
        const action = row?.viewerActions.find((one: { verb: string }) => one.verb === verb);
        const expected = row === null ? ['NOT_FOUND'] : action.allowed ? ['TOO_LONG'] : ['FORBIDDEN', 'WRONG_STATE'];
        if (!expected.includes(outcome)) faults.push(`${state} ${verb}: ${outcome} instead of ${expected}`);
        if (action?.allowed && !from.includes(state)) faults.push(`${state} ${verb} is allowed`);
      }
    }
    expect(faults).toEqual([]);
  });
});
