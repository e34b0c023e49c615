import { describe, expect, test } from 'vitest';
import '../../../src/modules/index.js';
import { incidentStates } from '../../../src/modules/incidents/incident.terms.js';
import { incidentFlow } from '../../../src/modules/incidents/incident.workflow.js';

const moves: Readonly<Record<string, { readonly from: readonly string[]; readonly to: string; readonly event: string }>> =
  incidentFlow.moves;
const can = (state: string, verb: string): boolean => moves[verb]!.from.includes(state);

/** The table of transitions, for the verbs that the graph has: from → verb → to. */
const table: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  REPORTED: { accept: 'ACCEPTED', reject: 'REJECTED', cancel: 'CANCELLED', merge: 'DUPLICATE', file: 'FILED', forward: 'FORWARDED' },
  ACCEPTED: { cancel: 'CANCELLED', dispatch: 'DISPATCHED', file: 'FILED', forward: 'FORWARDED', escalate: 'ESCALATED' },
  REJECTED: {},
  DUPLICATE: {},
  CANCELLED: {},
  FILED: {},
  FORWARDED: { reclaim: 'ACCEPTED', resolve: 'RESOLVED' },
  DISPATCHED: { start: 'IN_PROGRESS', return: 'RETURNED', escalate: 'ESCALATED', suspend: 'SUSPENDED' },
  ESCALATED: { accept: 'ACCEPTED', return: 'RETURNED' },
  RETURNED: { dispatch: 'DISPATCHED', escalate: 'ESCALATED' },
  IN_PROGRESS: { return: 'RETURNED', resolve: 'RESOLVED', escalate: 'ESCALATED', forward: 'FORWARDED', suspend: 'SUSPENDED' },
  SUSPENDED: { resume: 'IN_PROGRESS' },
  RESOLVED: { verify: 'VERIFIED', rework: 'IN_PROGRESS' },
  VERIFIED: { close: 'CLOSED' },
  CLOSED: { reopen: 'REOPENED' },
  REOPENED: { dispatch: 'DISPATCHED', start: 'IN_PROGRESS' },
};

const kinds: Readonly<Record<string, string>> = {
  accept: 'ACCEPTED',
  reject: 'REJECTED',
  merge: 'MERGED',
  file: 'FILED',
  cancel: 'CANCELLED',
  escalate: 'ESCALATED',
  forward: 'FORWARDED',
  reclaim: 'RECLAIMED',
  suspend: 'SUSPENDED',
  resume: 'RESUMED',
  rework: 'REWORKED',
  dispatch: 'DISPATCHED',
  start: 'STARTED',
  return: 'RETURNED',
  resolve: 'RESOLVED',
  verify: 'VERIFIED',
  close: 'CLOSED',
  reopen: 'REOPENED',
};
const verbs = Object.keys(kinds);

test('the workflow knows the sixteen states of the domain and the verbs of the table', () => {
  expect(Object.keys(incidentStates).sort()).toEqual(Object.keys(table).sort());
  expect(Object.keys(moves).sort()).toEqual([...verbs].sort());
});

describe.each(Object.entries(table))('an incident that is %s', (state, wanted) => {
  test.each(verbs)(`${Object.keys(wanted).join(', ') || 'stays'}: %s`, (verb) => {
    const to = wanted[verb];
    expect(can(state, verb)).toBe(to !== undefined);
    if (to !== undefined) expect(moves[verb]!.to).toBe(to);
  });
});

test('each verb leaves an event of its own kind', () => {
  expect(Object.fromEntries(Object.entries(moves).map(([verb, { event }]) => [verb, event]))).toEqual(kinds);
});

test('whatever begins as REPORTED comes to an end: every state is reached, and a final one from each', () => {
  const reach = (from: string): ReadonlySet<string> => {
    const seen = new Set([from]);
    for (const state of seen) {
      for (const [verb, { to }] of Object.entries(moves)) if (can(state, verb)) seen.add(to);
    }
    return seen;
  };
  const reached = reach('REPORTED');
  expect([...reached].sort()).toEqual(Object.keys(table).sort());
  for (const state of reached)
    expect(
      [...reach(state)].some((end) => ['CLOSED', 'REJECTED', 'CANCELLED', 'DUPLICATE', 'FILED'].includes(end)),
      state,
    ).toBe(true);
});
