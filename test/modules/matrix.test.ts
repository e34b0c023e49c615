import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Persona } from '../../src/demo/personas.js';
import { type NounName, publicId } from '../../src/kernel/ids.js';
import { topicStages } from '../../src/modules/ballots/ballots.terms.js';
import { topicFlow } from '../../src/modules/ballots/topic.workflow.js';
import { breachFlow } from '../../src/modules/covenants/breach.workflow.js';
import { breachStates, covenantStates } from '../../src/modules/covenants/covenant.terms.js';
import { covenantFlow } from '../../src/modules/covenants/covenant.workflow.js';
import { sessionStates } from '../../src/modules/deliberation/deliberation.terms.js';
import { sessionFlow } from '../../src/modules/deliberation/session.workflow.js';
import { exclusionStates } from '../../src/modules/exclusions/exclusion.terms.js';
import { exclusionFlow } from '../../src/modules/exclusions/exclusion.workflow.js';
import { outageStates } from '../../src/modules/outages/outage.terms.js';
import { outageFlow } from '../../src/modules/outages/outage.workflow.js';
import { selectionStates } from '../../src/modules/selections/selection.terms.js';
import { selectionFlow } from '../../src/modules/selections/selection.workflow.js';
import { themeStates } from '../../src/modules/themes/theme.terms.js';
import { themeFlow } from '../../src/modules/themes/theme.workflow.js';
import { whistleStates } from '../../src/modules/whistles/whistle.terms.js';
import { whistleFlow } from '../../src/modules/whistles/whistle.workflow.js';
import { type App, startApp } from '../kit/app.js';
import { performAll } from '../kit/at-once.js';
import { demoDatabase, type TestDatabase } from '../kit/database.js';
import { inDepth } from '../kit/depth.js';
import { enrich as vote } from './ballots/enrich.js';
import { enrich as agree } from './covenants/enrich.js';
import { enrich as deliberate } from './deliberation/enrich.js';
import { enrich as exclude } from './exclusions/enrich.js';
import { enrich as select } from './selections/enrich.js';
import { enrich as govern } from './themes/enrich.js';
import { enrich as call } from './whistles/enrich.js';

/**
 * Every state × every verb × every persona: what viewerActions says is what the verb does. Each verb is tried with a note that is too long, which is said only to who may
 * take the step now; so nothing changes.
 */

let app: App;
let database: TestDatabase;
beforeAll(async () => {
  database = await demoDatabase();
  for (const enrich of [deliberate, vote, agree, select, call, govern, exclude]) await enrich({ query: database.query, people: new Map() });
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
    [
      ...['adjournSession', 'postponeSession', 'cancelSession', 'declineTopic', 'returnTopic'],
      ...['endCovenant', 'withdrawCovenant', 'dismissBreach', 'rejectSelection', 'cancelWhistle', 'returnTheme', 'dropTheme'],
      'cancelOutage',
      ...['refuseExclusion', 'revokeExclusion'],
    ].map((verb) => [verb, { reason: '理由' }]),
  ),
  turnBreachIntoTopic: {
    ...{ bodyId: publicId('DeliberationBody', '01b00000-0000-7000-8000-000000000001'), title: '违约', category: 'OTHER' },
  },
  turnBreachIntoIncident: { categoryId: publicId('IncidentCategory', '01b00000-0000-7000-8000-000000000001'), title: '违约' },
  placeOnAgenda: { sessionId: publicId('DeliberationSession', '01b00000-0000-7000-8000-000000000001') },
  openBallot: { method: 'YES_NO_ABSTAIN' },
  decideByConsensus: { result: 'ADOPTED', resolution: '同意' },
  adoptDecision: {
    ...{ responsibleId: publicId('Person', '01b00000-0000-7000-8000-000000000001'), dueOn: '2099-01-01' },
    categoryId: publicId('IncidentCategory', '01b00000-0000-7000-8000-000000000001'),
  },
  concludeWhistle: { outcome: '完成' },
  recordCause: { cause: '巡查不足' },
  addMeasure: { text: '巡查', organizationId: publicId('Organization', '01b00000-0000-7000-8000-000000000001'), dueOn: '2099-01-01' },
  reassignTheme: {
    leadId: publicId('Organization', '01b00000-0000-7000-8000-000000000001'),
    responsibleId: publicId('Person', '01b00000-0000-7000-8000-000000000001'),
  },
  reportExecution: { report: '完成' },
};
const returning = { dueOn: '2099-01-01', reason: '理由' };

interface Table {
  readonly table: string;
  readonly noun: NounName;
  /** Each state is tried once for each of these, of so many. */
  readonly per: string;
  readonly most: number;
  readonly states: readonly string[];
  readonly moves: Readonly<Record<string, { readonly from: readonly string[] }>>;
  readonly mutationOf: (step: never) => string;
}
/** The body of the community, and those of two grids. */
const ofBodies = { per: 'body_id', most: 3 };
const tables: readonly Table[] = [
  {
    table: 'deliberation_session',
    noun: 'DeliberationSession',
    ...ofBodies,
    states: Object.keys(sessionStates),
    moves: sessionFlow.moves,
    mutationOf: sessionFlow.mutationOf,
  },
  {
    table: 'topic',
    noun: 'Topic',
    ...ofBodies,
    states: Object.keys(topicStages),
    moves: topicFlow.moves,
    mutationOf: topicFlow.mutationOf,
  },
  {
    ...{ table: 'covenant', noun: 'Covenant', per: 'place', most: 2 },
    ...{ states: Object.keys(covenantStates), moves: covenantFlow.moves, mutationOf: covenantFlow.mutationOf },
  },
  {
    ...{ table: 'covenant_breach', noun: 'CovenantBreach', per: 'covenant_id', most: 2 },
    ...{ states: Object.keys(breachStates), moves: breachFlow.moves, mutationOf: breachFlow.mutationOf },
  },
  {
    ...{ table: 'selection', noun: 'Selection', per: 'place', most: 2 },
    ...{ states: Object.keys(selectionStates), moves: selectionFlow.moves, mutationOf: selectionFlow.mutationOf },
  },
  {
    ...{ table: 'whistle', noun: 'Whistle', per: 'place', most: 2 },
    ...{ states: Object.keys(whistleStates), moves: whistleFlow.moves, mutationOf: whistleFlow.mutationOf },
  },
  {
    ...{ table: 'governance_theme', noun: 'GovernanceTheme', per: 'place', most: 2 },
    ...{ states: Object.keys(themeStates), moves: themeFlow.moves, mutationOf: themeFlow.mutationOf },
  },
  {
    ...{ table: 'outage_notice', noun: 'OutageNotice', per: 'place', most: 2 },
    ...{ states: Object.keys(outageStates), moves: outageFlow.moves, mutationOf: outageFlow.mutationOf },
  },
  {
    ...{ table: 'rate_exclusion', noun: 'RateExclusion', per: 'place', most: 2 },
    ...{ states: Object.keys(exclusionStates), moves: exclusionFlow.moves, mutationOf: exclusionFlow.mutationOf },
  },
];

describe.each(tables)('$noun', ({ table, noun, per, most, states, moves, mutationOf }) => {
  test.each(personas.map((persona, turn) => [persona, turn] as const))('%s', async (persona, turn) => {
    const client = await app.as(persona);
    const rows = await database.query<{ id: string; state: string; version: number }>(
      `select distinct on (${per}, state) id, state, version from ${table} where jurisdiction_id = (select id from organization where code = '000') order by ${per}, state, id`,
    );
    expect(new Set(rows.map(({ state }) => state))).toEqual(new Set(states));
    const faults: string[] = [];
    // Each persona tries what hangs on one of them, in turn, or on all where CI is set.
    const first = inDepth(0, states.length * (turn % most));
    const tried = rows.slice(first, first + states.length * inDepth(most, 1));
    const verbs = Object.keys(moves).map((step) => mutationOf(step as never));
    const { rows: seen } = await client.data(
      `query ($ids: [ID!]!) { rows: nodes(ids: $ids) { ... on ${noun} { viewerActions { verb allowed } } } }`,
      { ids: tried.map(({ id }) => publicId(noun, id)) },
    );
    for (const [n, { id: bare, state, version }] of tried.entries()) {
      const id = publicId(noun, bare);
      const inputOf = (verb: string) => ({ id, version, note, ...more[verb], ...(verb === 'returnTopic' ? returning : {}) });
      const outcomes = await performAll(
        client,
        verbs.map((verb) => ({ verb, input: inputOf(verb) })),
      );
      for (const [i, { from }] of Object.values(moves).entries()) {
        const [verb, { errors, payload }] = [verbs[i]!, outcomes[i]!];
        const outcome = errors[0]?.extensions?.code ?? payload.userErrors[0]?.code ?? 'DONE';
        const action = seen[n]?.viewerActions.find((one: { verb: string }) => one.verb === verb);
        const expected =
          seen[n] === null ? ['NOT_FOUND'] : action.allowed ? ['TOO_LONG'] : ['FORBIDDEN', 'WRONG_STATE', 'SELF_VERIFICATION'];
        if (!expected.includes(outcome)) faults.push(`${state} ${verb}: ${outcome} instead of ${expected}`);
        if (action?.allowed && !from.includes(state)) faults.push(`${state} ${verb} is allowed`);
      }
    }
    expect(faults).toEqual([]);
  });
});
