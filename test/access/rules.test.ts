import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { OrganizationKind, Position } from '../../src/modules/organisations/organization.terms.js';
import { fitsSeat, posts, roleOf } from '../../src/modules/organisations/posts.js';
import { graph, objects } from './classes.js';
import { nouns, others } from './nouns.js';
import { lines } from './policy.js';
import { appointersOf, everyPosition, everySeat, excludedBy, fits, named, roleAt } from './posts.js';
import { verbs } from './verbs.js';

/** Nothing in the graph is without a rule of who may see or do it, and no rule of access.csv is forgotten. */

test('every field of every noun has a rule, and no rule is of a field that there is not', () => {
  const isStructure = (name: string) => /(Connection|Edge|Payload)$/.test(name);
  for (const type of objects.filter(({ name }) => !isStructure(name) && !(name in others))) {
    expect(Object.keys(nouns), 'a noun without rules: access.ts of its module below test/modules').toContain(type.name);
    expect(Object.keys(nouns[type.name as keyof typeof nouns].fields).sort(), type.name).toEqual(Object.keys(type.getFields()).sort());
  }
  for (const [name, where] of Object.entries(others)) {
    expect(graph.schema.getType(name), name).toBeDefined();
    const [file] = where.split(',');
    if (where !== 'structure') expect(existsSync(join(import.meta.dirname, '../..', file!)), where).toBe(true);
  }
});

test('a payload and a page answer nouns, and hold nothing that is not looked at', () => {
  const known: Readonly<Record<string, readonly string[]>> = {
    'ReportIncidentPayload.trackingCode': ['test/modules/incidents/report.test.ts'],
    'CreateUploadTicketPayload.attachmentId': ['test/modules/incidents/attachments.test.ts'],
    'CreateUploadTicketPayload.uploadUrl': ['test/modules/incidents/attachments.test.ts'],
    'CreateUploadTicketPayload.expiresAt': ['test/modules/incidents/attachments.test.ts'],
    'MarkNotificationsReadPayload.unreadCount': ['test/modules/incidents/inbox.test.ts'],
    'WebhookSecretPayload.secret': ['test/modules/partners/webhooks.test.ts'],
    'CreateCalendarFeedPayload.address': ['test/modules/activities/calendar.test.ts'],
    'IncidentConnection.streamCursor': ['test/live/delivery.test.ts'],
    'ActivityConnection.streamCursor': ['test/modules/activities/events.test.ts'],
    'DeliberationSessionConnection.streamCursor': ['test/modules/ballots/progress.test.ts'],
  };
  const ordinary = ['edges', 'nodes', 'pageInfo', 'totalCount', 'cursor', 'node', 'userErrors'];
  const extra = objects
    .filter(({ name }) => /(Connection|Edge|Payload)$/.test(name))
    .flatMap((type) =>
      Object.values(type.getFields())
        .filter((field) => !ordinary.includes(field.name) && !(String(field.type) in nouns) && !(String(field.type) in others))
        .map((field) => `${type.name}.${field.name}`),
    );
  expect(extra.sort()).toEqual(Object.keys(known).sort());
});

test('every mutation has a rule', () => {
  expect(Object.keys(verbs).sort()).toEqual(Object.keys(graph.schema.getMutationType()!.getFields()).sort());
});

/** What access.csv speaks of that the graph does not have yet. Take a line out when it comes. */
const ABSENT = ['CaseGroup', 'QrCode', 'EvacuationRoster', 'PartyMember', 'Residents', 'WorkCalendar'];
// markRead is the mutation markNotificationsRead.
const ABSENT_VERBS = ['anonymisePerson', 'exportPerson', 'markRead'];
test('what access.csv speaks of and is not there yet is known', () => {
  const mutations = graph.schema.getMutationType()!.getFields();
  const subjects = [...new Set(lines.flatMap(({ subjects }) => subjects))].filter(
    (subject) => !['Audit', 'Token', 'Client', '_entities', '_service'].includes(subject),
  );
  expect(subjects.filter((subject) => !graph.schema.getType(subject.split('.')[0]!)).sort()).toEqual([...ABSENT].sort());
  // What is done with a noun that is not there is not there either.
  const ofPresent = lines.filter(({ subjects }) => !subjects.every((subject) => ABSENT.includes(subject)));
  const actions = [...new Set(ofPresent.flatMap(({ actions }) => actions))].filter((action) => /^[a-z]+[A-Z]/.test(action));
  expect(actions.filter((action) => !(action in mutations)).sort()).toEqual([...ABSENT_VERBS].sort());
});

test('the copy of access.csv is the policy, each line of five cells', () => {
  const text = readFileSync(join(import.meta.dirname, '../access.csv'), 'utf8');
  const rows = text.split('\n').filter((line) => line !== '' && !line.startsWith('#') && !line.startsWith('subject,'));
  expect(rows.every((row) => row.split(',').length >= 5)).toBe(true);
  // Where the policy of the team lies beside the sources, the two are the same.
  const shared = '/work/shared/access.csv';
  if (existsSync(shared)) expect(text).toBe(readFileSync(shared, 'utf8'));
});

test('the table of posts in the code is posts.csv: each position at every kind of seat, its role there, and who appoints', () => {
  const told = (position: string) =>
    everySeat.map((seat) => [seat, fits(position, seat) ? (roleAt(position, seat) ?? 'no role') : 'not held here'] as const);
  const built = (position: Position) =>
    everySeat.map((seat) => {
      const asked = { kind: seat.kind as OrganizationKind, isRoot: seat.root ?? false };
      return [seat, fitsSeat(position, asked) ? (roleOf(position, asked) ?? 'no role') : 'not held here'] as const;
    });
  for (const position of everyPosition as Position[]) {
    expect(built(position), position).toEqual(told(position));
    expect([...posts[position].appointedBy].sort(), position).toEqual([...appointersOf(position)].sort());
    expect(posts[position].neverWith ?? null, position).toBe(excludedBy(position));
  }
  expect([...named].filter((position) => !everyPosition.includes(position))).toEqual(['any other']);
  const shared = '/work/shared/posts.csv';
  if (existsSync(shared)) expect(readFileSync(join(import.meta.dirname, '../posts.csv'), 'utf8')).toBe(readFileSync(shared, 'utf8'));
});
