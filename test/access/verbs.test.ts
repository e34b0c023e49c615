import { type GraphQLObjectType, getNamedType } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { publicId } from '../../src/kernel/ids.js';
import { type Asked, performAll } from '../kit/at-once.js';
import { inDepth } from '../kit/depth.js';
import { logStatements, type StatementLog, withoutValues } from '../read/statement-log.js';
import type { Row } from '../read/world.js';
import { graph } from './classes.js';
import type { Ask } from './noun-rules.js';
import { nouns } from './nouns.js';
import { lines, used } from './policy.js';
import { everyField, faultsOf } from './selection.js';
import { type AccessTown, actorNames, askOf, never, openAccessTown, someOf } from './town.js';
import type { VerbRule } from './verb-rules.js';
import { verbs } from './verbs.js';

/** Every mutation × somebody of each set of roles × rows of their own, and beside, above or of another jurisdiction, and ones that never were; and what payloads show. */

let town: AccessTown;
let log: StatementLog;
let before: unknown;
const asks = new Map<string, Ask>();
const everything = async () => {
  const tables = [
    'organization',
    'organization_relation',
    'person',
    'account',
    'appointment',
    'station',
    'grid',
    'incident',
    'incident_event',
    ...['satisfaction', 'extension_request', 'incident_participant', 'notification', 'duty_list', 'routing_rule', 'reply_template'],
    'audit',
    ...['estate', 'building', 'stairwell', 'dwelling', 'household', 'household_member', 'resident', 'occupancy'],
    ...['care_designation', 'help_pairing', 'visit', 'visit_rule'],
    ...['volunteer_team', 'volunteer', 'team_membership', 'need_item', 'need_claim', 'honour', 'honour_objection', 'history'],
    ...['deliberation_body', 'deliberation_rules', 'body_member', 'session_due', 'deliberation_session', 'attendance', 'proxy', 'minutes'],
    ...['activity', 'activity_team', 'activity_co_host', 'activity_outcome', 'activity_registration', 'volunteer_hours'],
    ...['topic', 'decision', 'ballot', 'ballot_elector', 'ballot_vote', 'topic_support', 'topic_evaluation', 'ballot_proxy'],
    ...['covenant', 'covenant_version', 'covenant_signature', 'covenant_breach'],
    ...['selection', 'selection_recommendation', 'selection_objection', 'whistle', 'whistle_answer', 'governance_theme', 'theme_measure'],
    ...['outage_notice', 'outage_recipient', 'outage_incident'],
    'rate_exclusion',
  ];
  return town.database.query(
    `select ${[...tables, 'token_revocation', 'idempotency', 'outbox'].map((table) => `(select md5(string_agg(t::text, '' order by t::text)) from ${table} t) as ${table}`).join(', ')}`,
  );
};
beforeAll(async () => {
  town = await openAccessTown(async (database) => {
    log = await logStatements(database);
  });
  for (const name of town.askers.keys()) asks.set(name, await askOf(town, name));
  before = await everything();
});
afterAll(async () => {
  expect(town.app.bugs).toEqual([]);
  expect(await everything(), 'nothing changed').toEqual(before);
  await town.close();
});

const mutations = graph.schema.getMutationType()!.getFields();
/** What the payload answers, with every field of it. */
const payloadOf = (verb: string): string =>
  Object.values((getNamedType(mutations[verb]!.type) as GraphQLObjectType).getFields())
    .flatMap(({ name, type }) =>
      getNamedType(type).name in nouns
        ? [`${name} ${everyField(getNamedType(type).name, getNamedType(type).name === 'Incident' ? 1 : 0)}`]
        : [],
    )
    .join(' ');
/** A verb with everything that its payload shows. */
const asked = (verb: string, input: object): Asked => ({ verb, input, payload: `${payloadOf(verb)} userErrors { code message }` });

function expectedOf(rule: VerbRule, ask: Ask, row: Row | null): string | readonly string[] {
  if (ask.viewer.jurisdiction === null && !rule.anonymous) return 'UNAUTHENTICATED';
  if (row === null || !(rule.sees ?? nouns[rule.noun].sees)(ask, row)) return 'NOT_FOUND';
  const allowed = rule.may(ask, row);
  return allowed === 'either' ? ['REFUSED', 'FORBIDDEN'] : allowed ? 'REFUSED' : 'FORBIDDEN';
}

/** Verb by verb: whoever asks next sends a document that the server knows. */
test.each(Object.entries(verbs))('%s is refused and allowed as access.csv says', async (verb, rule) => {
  const faults: string[] = [];
  for (const [turn, name] of actorNames.entries()) {
    const [asker, ask] = [town.askers.get(name)!, asks.get(name)!];
    const all = town.sample(asker, rule.noun, inDepth(2, 1), (row) => rule.fits?.(ask, row) ?? true);
    const sample = inDepth(all, someOf(all, turn + verb.length));
    const rows = [
      ...sample.map(([relation, row]) => ({ relation, row, stand: row })),
      ...(rule.isRowless ? [] : [{ relation: 'missing', row: null, stand: sample[0]![1] }]),
    ];
    const tries = rows.map(({ row, stand }) => {
      const id = row ? publicId(rule.noun, row.id) : never(rule.noun);
      return asked(verb, rule.input({ id, row: stand }, ask));
    });
    const outcomes = await performAll(asker.client, tries);
    const words = new Set<string>();
    for (const [n, { relation, row }] of rows.entries()) {
      const at = `${name}, ${relation} ${row?.id}`;
      const { errors, payload } = outcomes[n]!;
      const [error] = errors;
      const outcome = error?.extensions?.code ?? (payload.userErrors.length > 0 ? 'REFUSED' : 'DONE');
      const expected = expectedOf(rule, ask, row);
      if (![expected].flat().includes(outcome)) faults.push(`${at}: ${outcome} instead of ${expected} ${JSON.stringify(error ?? payload)}`);
      if (outcome === 'NOT_FOUND') words.add(error!.message);
      for (const entity of Object.values(payload ?? {})) faults.push(...faultsOf(ask, entity, at));
    }
    // What is hidden and what never was is said in one way.
    if (words.size > 1) faults.push(`${name}: ${[...words].join(' and ')}`);
  }
  expect(faults).toEqual([]);
});

test.each(inDepth(['grid-leader@000', 'resident@001'], ['grid-leader@000']))(
  '%s waits for nothing that is out of sight: it costs what never was costs, by every verb',
  async (name) => {
    const [asker, ask] = [town.askers.get(name)!, asks.get(name)!];
    const compared: string[] = [];
    const different: string[] = [];
    for (const [verb, rule] of Object.entries(verbs)) {
      const isHidden = (row: Row) => !(rule.sees ?? nouns[rule.noun].sees)(ask, row) && (rule.fits?.(ask, row) ?? true);
      const row = town.world.rows[rule.noun].find(isHidden);
      if (!row) continue;
      const costOf = async (id: string) => {
        const { result, statements } = await log.during(() => performAll(asker.client, [asked(verb, rule.input({ id, row }, ask))]));
        return { codes: result[0]!.errors.map(({ extensions }) => extensions?.code), statements: withoutValues(statements) };
      };
      const [hidden, missing] = [await costOf(publicId(rule.noun, row.id)), await costOf(never(rule.noun))];
      expect(missing.codes, verb).toEqual(['NOT_FOUND']);
      if (JSON.stringify(hidden) !== JSON.stringify(missing))
        different.push(`${verb}: ${hidden.statements.join('\n')}\n but ${missing.statements.join('\n')}`);
      compared.push(verb);
    }
    expect(different).toEqual([]);
    // Organisations and grids are public; all verbs on what is not are here.
    expect(compared.length).toBeGreaterThan(25);
  },
);

test('somebody of each set of roles tries the verbs', () => {
  // A volunteer may do nothing by the role alone.
  const rolesOf = (name: string) =>
    [...new Set(town.askers.get(name)!.viewer.held.map(({ role }) => role))]
      .filter((role) => role !== 'VOLUNTEER')
      .sort()
      .join();
  expect(new Set(actorNames.map(rolesOf))).toEqual(new Set([...town.askers.keys()].map(rolesOf)));
});

test('every line of access.csv about what can be done was asked', () => {
  const forgotten = lines.filter(({ actions, text }) => actions.some((action) => action in mutations) && !used.has(text));
  expect(forgotten.map(({ text }) => text)).toEqual([]);
});
