import { describe, expect, test } from 'vitest';
import { eventOf, incidentMachine } from '../../../src/modules/incidents/incident.machine.js';

/** domain.md B.3, the table of transitions, for the verbs that the graph has: from → verb → to. */
const table: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  REPORTED: { accept: 'ACCEPTED', reject: 'REJECTED', cancel: 'CANCELLED' },
  ACCEPTED: { cancel: 'CANCELLED', dispatch: 'DISPATCHED' },
  REJECTED: {},
  DUPLICATE: {},
  CANCELLED: {},
  FILED: {},
  FORWARDED: {},
  DISPATCHED: { start: 'IN_PROGRESS', return: 'RETURNED' },
  ESCALATED: {},
  RETURNED: { dispatch: 'DISPATCHED' },
  IN_PROGRESS: { return: 'RETURNED', resolve: 'RESOLVED' },
  SUSPENDED: {},
  RESOLVED: { verify: 'VERIFIED' },
  VERIFIED: { close: 'CLOSED' },
  CLOSED: { reopen: 'REOPENED' },
  REOPENED: { dispatch: 'DISPATCHED', start: 'IN_PROGRESS' },
};

/** Rows of B.3 that lead out of or into states which no verb of the graph reaches yet: merge, file, forward, reclaim, escalate, suspend, resume, rework. */
const notYet = ['DUPLICATE', 'FILED', 'FORWARDED', 'ESCALATED', 'SUSPENDED'];

const kinds: Readonly<Record<string, string>> = {
  accept: 'ACCEPTED',
  reject: 'REJECTED',
  cancel: 'CANCELLED',
  dispatch: 'DISPATCHED',
  start: 'STARTED',
  return: 'RETURNED',
  resolve: 'RESOLVED',
  verify: 'VERIFIED',
  close: 'CLOSED',
  reopen: 'REOPENED',
};
const verbs = Object.keys(kinds);

test('the machine knows the sixteen states of the domain and the verbs of the table', () => {
  expect([...incidentMachine.states].sort()).toEqual(Object.keys(table).sort());
  expect([...incidentMachine.verbs].sort()).toEqual([...verbs].sort());
});

describe.each(Object.entries(table))('an incident that is %s', (state, moves) => {
  test.each(verbs)(`${Object.keys(moves).join(', ') || 'stays'}: %s`, (verb) => {
    const to = moves[verb];
    expect(incidentMachine.can(state as never, verb as never)).toBe(to !== undefined);
    if (to !== undefined) expect(incidentMachine.after(verb as never)).toBe(to);
  });
});

test('each verb leaves an event of its own kind', () => {
  expect(eventOf).toEqual(kinds);
});

test('whatever begins as REPORTED comes to an end: from every state that verbs reach, CLOSED, REJECTED or CANCELLED can be reached', () => {
  const reach = (from: string): ReadonlySet<string> => {
    const seen = new Set([from]);
    for (const state of seen) {
      for (const verb of incidentMachine.verbs) if (incidentMachine.can(state as never, verb)) seen.add(incidentMachine.after(verb));
    }
    return seen;
  };
  const reached = reach('REPORTED');
  expect([...reached].sort()).toEqual(
    Object.keys(table)
      .filter((state) => !notYet.includes(state))
      .sort(),
  );
  for (const state of reached)
    expect(
      [...reach(state)].some((end) => ['CLOSED', 'REJECTED', 'CANCELLED'].includes(end)),
      state,
    ).toBe(true);
});
