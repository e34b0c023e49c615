import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { graphql } from '../../generated/index.js';
import { performAll } from '../../kit/at-once.js';
import type { Client } from '../../kit/client.js';
import { inDepth } from '../../kit/depth.js';
import {
  auditOf,
  daysAgo,
  daysAhead,
  grd,
  grouped,
  historyOf,
  inc,
  type Name,
  openTown,
  org,
  per,
  type Row,
  reasoned,
  sentAbout,
  type Town,
  uuid,
} from './town.js';

/**
 * Every state that verbs reach × every verb × everybody, over HTTP. What may happen is written here once more, by hand, from
 * the table of transitions and access.csv (Incident), and not read from the code.
 */

const moves: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  REPORTED: { accept: 'ACCEPTED', reject: 'REJECTED', cancel: 'CANCELLED', merge: 'DUPLICATE', file: 'FILED', forward: 'FORWARDED' },
  ACCEPTED: { cancel: 'CANCELLED', dispatch: 'DISPATCHED', file: 'FILED', forward: 'FORWARDED', escalate: 'ESCALATED' },
  REJECTED: {},
  CANCELLED: {},
  DUPLICATE: {},
  FILED: {},
  FORWARDED: { reclaim: 'ACCEPTED', resolve: 'RESOLVED' },
  ESCALATED: { accept: 'ACCEPTED', return: 'RETURNED' },
  DISPATCHED: { start: 'IN_PROGRESS', return: 'RETURNED', escalate: 'ESCALATED', suspend: 'SUSPENDED' },
  IN_PROGRESS: { return: 'RETURNED', resolve: 'RESOLVED', escalate: 'ESCALATED', forward: 'FORWARDED', suspend: 'SUSPENDED' },
  SUSPENDED: { resume: 'IN_PROGRESS' },
  RETURNED: { dispatch: 'DISPATCHED', escalate: 'ESCALATED' },
  RESOLVED: { verify: 'VERIFIED', rework: 'IN_PROGRESS' },
  VERIFIED: { close: 'CLOSED' },
  CLOSED: { reopen: 'REOPENED' },
  REOPENED: { dispatch: 'DISPATCHED', start: 'IN_PROGRESS' },
};
const states = Object.keys(moves);
const kinds: Readonly<Record<string, string>> = {
  accept: 'ACCEPTED',
  reject: 'REJECTED',
  cancel: 'CANCELLED',
  merge: 'MERGED',
  file: 'FILED',
  dispatch: 'DISPATCHED',
  escalate: 'ESCALATED',
  forward: 'FORWARDED',
  reclaim: 'RECLAIMED',
  start: 'STARTED',
  return: 'RETURNED',
  suspend: 'SUSPENDED',
  resume: 'RESUMED',
  resolve: 'RESOLVED',
  verify: 'VERIFIED',
  rework: 'REWORKED',
  close: 'CLOSED',
  reopen: 'REOPENED',
};
const verbs = Object.keys(kinds);

/** Not sent yet, or never taken up. */
const before = ['REPORTED', 'ACCEPTED', 'REJECTED', 'CANCELLED', 'DUPLICATE', 'FILED', 'FORWARDED', 'ESCALATED'];

/** Who asks: somebody of the jurisdiction, or a persona of another one. */
export const everybody = [
  'resident',
  'neighbour',
  'grid-leader',
  'grid-worker',
  'next-leader',
  'next-worker',
  'former-leader',
  'future-leader',
  'leader-below',
  'leader-elsewhere',
  'community-cadre',
  'second-cadre',
  'cadre-elsewhere',
  'street-supervisor',
  'dispatcher',
  'second-dispatcher',
  'police',
  'property-staff',
  'guard',
  'other-manager',
  'department',
  'branch-secretary',
  'owner',
  'worthy',
  'chief',
  'auditor',
  'admin',
  'dashboard',
  'partner',
  'router',
  'anonymous',
  'community-cadre@001',
  'street-supervisor@001',
  'dashboard@001',
  'resident@001',
] as const;
export type Asker = (typeof everybody)[number];

/** They hold the same roles as somebody else of the list, and see as little as they do. */
const alike: readonly Asker[] = [
  ...(['next-worker', 'leader-elsewhere', 'cadre-elsewhere', 'other-manager', 'worthy'] as const),
  ...(['street-supervisor@001', 'dashboard@001', 'resident@001', 'router'] as const),
];
/** Whoever the plain story is asked about by: somebody of each kind, or everybody where CI is set. */
export const actors: readonly Asker[] = inDepth<readonly Asker[]>(
  everybody,
  everybody.filter((who) => !alike.includes(who)),
);

/** access.csv, Incident see: whose role holds on the first grid, whatever the incident is about. */
const aboutTheGrid: readonly Asker[] = [
  'grid-leader',
  'grid-worker',
  'community-cadre',
  'second-cadre',
  'street-supervisor',
  'dispatcher',
  'second-dispatcher',
  'chief',
  'admin',
  'dashboard',
];
const cadres: readonly Asker[] = ['community-cadre', 'second-cadre'];
const company: readonly Asker[] = ['property-staff', 'guard'];

/** One way in which an incident on the first grid can go. Everything here is by name; ids come in when rows are written. */
interface Story {
  readonly domain: string;
  readonly reporter: Name | null;
  /** The organisation whose staff reported it. */
  readonly reportingOrganization?: string;
  readonly firstAssignee: Name;
  readonly sentTo: { readonly organization?: string; readonly grid?: string; readonly person?: Name };
  /** Who handles it after it was sent. */
  readonly worker: Name;
  /** Who sees it beside those about the grid, in a state. */
  readonly alsoSees: (state: string) => readonly Asker[];
  readonly holdersStaff: (state: string) => readonly Asker[];
  /** Staff of who held it before. */
  readonly heldBefore: (state: string) => readonly Asker[];
  readonly assigned: (state: string) => readonly Asker[];
  readonly verify: {
    /** Who verifies once it is resolved. */
    readonly may: readonly Asker[];
    /** Whose turn it would be, had they not handled it. */
    readonly handled: readonly Asker[];
    /** Who stands further down the chain: not while somebody above can. */
    readonly later: readonly Asker[];
  };
  readonly reopen: readonly Asker[];
}

export const stories: Readonly<Record<string, Story>> = {
  'reported by a resident, sent to its grid': {
    domain: 'LIVELIHOOD_SERVICE',
    reporter: 'resident',
    firstAssignee: 'grid-leader',
    sentTo: { grid: '000-G01' },
    worker: 'grid-leader',
    alsoSees: () => ['resident'],
    holdersStaff: () => cadres,
    heldBefore: () => [],
    assigned: (state) => (state === 'RETURNED' ? cadres : ['grid-leader']),
    verify: { may: cadres, handled: ['grid-leader'], later: [] },
    reopen: ['resident', 'grid-leader', ...cadres, 'street-supervisor'],
  },
  'reported by a resident, sent to the property company': {
    domain: 'PUBLIC_SECURITY',
    reporter: 'resident',
    firstAssignee: 'grid-leader',
    sentTo: { organization: '000-PM1' },
    worker: 'property-staff',
    alsoSees: (state) => ['resident', 'police', ...([...before, 'RETURNED'].includes(state) ? [] : company)],
    holdersStaff: (state) => ([...before, 'RETURNED'].includes(state) ? cadres : company),
    heldBefore: (state) => ([...before, 'RETURNED'].includes(state) ? [] : cadres),
    assigned: (state) => (before.includes(state) ? ['grid-leader'] : state === 'RETURNED' ? cadres : company),
    verify: { may: cadres, handled: ['grid-leader'], later: [] },
    reopen: ['resident', 'grid-leader', ...cadres, 'street-supervisor'],
  },
  'reported by a grid worker for the community, sent to one of its cadres': {
    domain: 'ENVIRONMENT',
    reporter: 'grid-worker',
    reportingOrganization: '000-C1',
    firstAssignee: 'grid-leader',
    sentTo: { person: 'second-cadre' },
    worker: 'second-cadre',
    alsoSees: () => [],
    holdersStaff: () => cadres,
    heldBefore: () => [],
    assigned: (state) => (before.includes(state) ? ['grid-leader'] : state === 'RETURNED' ? cadres : ['second-cadre']),
    verify: { may: ['community-cadre', 'grid-worker'], handled: ['grid-leader', 'second-cadre'], later: [] },
    reopen: ['grid-worker', 'grid-leader', ...cadres, 'street-supervisor'],
  },
  'reported by nobody known under the former leader, sent to the grid worker': {
    domain: 'URBAN_MANAGEMENT',
    reporter: null,
    firstAssignee: 'former-leader',
    sentTo: { person: 'grid-worker' },
    worker: 'grid-worker',
    alsoSees: () => [],
    holdersStaff: () => cadres,
    heldBefore: () => [],
    // What lies with somebody who has left is the holder's staff's to take back.
    assigned: (state) => ([...before, 'RETURNED'].includes(state) ? cadres : ['grid-worker']),
    verify: { may: ['grid-leader'], handled: [], later: cadres },
    reopen: ['grid-leader', ...cadres, 'street-supervisor'],
  },
  'sent to the grid, whose leader has left since': {
    domain: 'LIVELIHOOD_SERVICE',
    reporter: 'former-leader',
    firstAssignee: 'former-leader',
    sentTo: { grid: '000-G01' },
    worker: 'former-leader',
    alsoSees: () => ['former-leader'],
    holdersStaff: () => cadres,
    heldBefore: () => [],
    assigned: () => cadres,
    verify: { may: ['grid-leader'], handled: [], later: cadres },
    reopen: ['former-leader', 'grid-leader', ...cadres, 'street-supervisor'],
  },
  'reported by the information centre, sent to the next grid': {
    domain: 'WORK_SAFETY',
    reporter: 'dispatcher',
    reportingOrganization: '000-IC',
    firstAssignee: 'grid-leader',
    sentTo: { grid: '000-G02' },
    worker: 'next-leader',
    alsoSees: (state) => ['police', ...([...before, 'RETURNED'].includes(state) ? [] : (['next-leader'] as const))],
    holdersStaff: () => cadres,
    heldBefore: () => [],
    assigned: (state) => (before.includes(state) ? ['grid-leader'] : state === 'RETURNED' ? cadres : ['next-leader']),
    verify: { may: ['dispatcher', 'second-dispatcher'], handled: ['grid-leader'], later: cadres },
    reopen: ['dispatcher', 'grid-leader', ...cadres, 'street-supervisor'],
  },
};

/** Those whose rights a story changes, and three who never have any. */
export const askersOf = (name: string): readonly Asker[] => {
  const { alsoSees, holdersStaff, assigned, verify, reopen } = stories[name]!;
  const concerned = new Set([
    ...states.flatMap((state) => [...alsoSees(state), ...holdersStaff(state), ...assigned(state)]),
    ...[...verify.may, ...verify.handled, ...verify.later, ...reopen],
  ]);
  return everybody.filter((who) => concerned.has(who) || ['neighbour', 'chief', 'worthy'].includes(who));
};

/** What the verb must come to. The first of these that holds: no token, not seen, may never, not in this state, not this person now. */
function expected(story: Story, state: string, verb: string, who: Asker): string {
  if (who === 'anonymous' || who === 'router') return 'UNAUTHENTICATED';
  if (![...aboutTheGrid, ...story.alsoSees(state)].includes(who)) return 'NOT_FOUND';
  // What the community has escalated is the street's to take up or to send back.
  const isAbove = state === 'ESCALATED';
  const above: readonly Asker[] = ['street-supervisor'];
  const staff = isAbove ? above : story.holdersStaff(state);
  const heldBefore = isAbove ? cadres : story.heldBefore(state);
  const assigned = isAbove ? above : story.assigned(state);
  const isReporter = who === story.reporter;
  const { verify } = story;
  const verifiers = [...verify.may, ...verify.handled, ...(state === 'RESOLVED' ? [] : verify.later)];
  const may: readonly Asker[] = {
    start: [...staff, ...assigned, ...heldBefore],
    resolve: [...staff, ...assigned, ...heldBefore],
    return: assigned,
    verify: verifiers,
    rework: verifiers,
    reopen: story.reopen,
    cancel: [...staff, ...heldBefore, ...(isReporter ? [who] : [])],
  }[verb] ?? [...staff, ...heldBefore];
  if (!may.includes(who)) return 'FORBIDDEN';
  if (!moves[state]![verb]) return 'WRONG_STATE';
  if (verb === 'cancel' && isReporter && !staff.includes(who)) return state === 'REPORTED' ? 'DONE' : 'WRONG_STATE';
  if (['verify', 'rework'].includes(verb)) return verify.may.includes(who) ? 'DONE' : 'SELF_VERIFICATION';
  if (['return', 'reopen'].includes(verb)) return 'DONE';
  return staff.includes(who) || (['start', 'resolve'].includes(verb) && assigned.includes(who)) ? 'DONE' : 'NOT_HOLDER';
}

function rowOf(town: Town, story: Story, state: string, id: string): Row {
  const [community, nobodyYet] = [town.seat('000-C1'), before.includes(state)];
  const isAway = story.sentTo.organization !== undefined && !nobodyYet && state !== 'RETURNED';
  const first = town.person(story.firstAssignee);
  const worker = town.person(story.worker);
  const isAbove = state === 'ESCALATED';
  const assignee = isAbove ? null : nobodyYet ? first : state === 'RETURNED' || story.sentTo.organization ? null : worker;
  const handled = nobodyYet || (state === 'DISPATCHED' && story.sentTo.organization) ? [first] : [...new Set([first, worker])];
  const isOver = (...past: string[]) => past.includes(state);
  return {
    id,
    state,
    domain: story.domain,
    reporter_id: story.reporter && town.person(story.reporter),
    reporting_organization_id: story.reportingOrganization ? town.seat(story.reportingOrganization) : null,
    holder_id: isAbove ? town.seat('000') : isAway ? town.seat(story.sentTo.organization!) : community,
    previous_holder_id: isAway || isAbove ? community : null,
    forwarded_to_id: state === 'FORWARDED' ? town.seat('000-D1') : null,
    forward_due_at: state === 'FORWARDED' ? daysAhead(3) : null,
    suspended_at: state === 'SUSPENDED' ? daysAgo(2) : null,
    suspended_until: state === 'SUSPENDED' ? daysAhead(2) : null,
    assignee_id: assignee,
    handler_ids: state === 'REOPENED' ? (assignee ? [assignee] : []) : handled,
    version: 7,
    accepted_at: isOver('REPORTED', 'REJECTED') ? null : daysAgo(8),
    resolved_at: isOver('RESOLVED', 'VERIFIED', 'CLOSED') ? daysAgo(5) : null,
    verified_at: isOver('VERIFIED', 'CLOSED') ? daysAgo(4) : null,
    closed_at: isOver('CLOSED') ? daysAgo(3) : null,
  };
}

/** What a verb takes beside id and reason; dispatch a target that the holder of then may send to. */
function takenBy(town: Town, story: Story, state: string, verb: string, open: string): Record<string, string> {
  if (verb === 'merge') return { intoId: inc(open) };
  if (verb === 'forward') return { organizationId: org(town.seat('000-D1')), dueAt: daysAhead(3) };
  if (verb === 'suspend') return { until: daysAhead(3) };
  if (verb !== 'dispatch') return {};
  const { organization, grid, person } = story.sentTo;
  if (grid) return { gridId: grd(town.seat(grid)) };
  if (person) return { assigneeId: per(town.person(person)) };
  return story.heldBefore(state).length > 0 ? { assigneeId: per(town.person('guard')) } : { organizationId: org(town.seat(organization!)) };
}

/** What may never be, and every third of what is refused: viewerActions says the rest of it of each cell. */
const isTried = (n: number, story: Story, { state, verb, who }: Cell): boolean =>
  !['FORBIDDEN', 'NOT_FOUND', 'UNAUTHENTICATED', 'WRONG_STATE'].includes(expected(story, state, verb, who)) || n % 3 === 0;

interface Cell {
  readonly story: string;
  readonly state: string;
  readonly verb: string;
  readonly who: Asker;
  readonly id: string;
}

type Snapshot = Readonly<Record<string, unknown>>;

interface Trace {
  readonly was: Snapshot;
  readonly is: Snapshot;
  readonly events: Awaited<ReturnType<typeof historyOf>>;
  readonly messages: Awaited<ReturnType<typeof sentAbout>>;
  readonly audit: Awaited<ReturnType<typeof auditOf>>;
}

function faultsOfRefusal({ was, is, events, messages, audit }: Trace): string[] {
  return [
    ...(audit.length === 0 ? [] : [`${audit.length} lines in the audit`]),
    ...(JSON.stringify(was) === JSON.stringify(is) ? [] : ['the row changed']),
    ...(events.length === 0 ? [] : [`${events.length} events`]),
    ...(messages.length === 0 ? [] : [`${messages.length} messages`]),
  ];
}

function faultsOfMove(town: Town, { state, verb, who }: Cell, { was, is, events, messages, audit }: Trace): string[] {
  const to = moves[state]![verb];
  const [event, message] = [events[0], messages[0]];
  const holds: Readonly<Record<string, boolean>> = {
    [`state is ${is.state}`]: is.state === to,
    [`version is ${is.version}`]: is.version === (was.version as number) + 1,
    [`${events.length} events`]: events.length === 1,
    [`${messages.length} messages`]: messages.length === 1,
    [`the event says ${event?.from_state} → ${event?.to_state}`]: event?.from_state === state && event?.to_state === to,
    [`the event is a ${event?.kind}`]: event?.kind === kinds[verb],
    [`the audit says ${JSON.stringify(audit)}`]:
      audit.length === 1 && audit[0]!.action === `${verb}Incident` && audit[0]!.actor === event?.actor_id,
    'the event names another actor': event?.actor_id === town.person(who as Name),
    'the message names another event or version': message?.version === is.version && message?.eventId === event?.id,
    'the message tells other facts':
      message?.before?.state === state &&
      message.after.state === to &&
      message.before.holder === was.holder_id &&
      message.after.holder === is.holder_id &&
      message.before.assignee === was.assignee_id &&
      message.after.assignee === is.assignee_id,
    'the report itself changed': ['reporter_id', 'reported_at', 'serial_number', 'grid_id', 'place', 'title'].every(
      (column) => JSON.stringify(was[column]) === JSON.stringify(is[column]),
    ),
  };
  return Object.entries(holds).flatMap(([fault, isRight]) => (isRight ? [] : [fault]));
}

const promised = graphql(`query Promised($ids: [ID!]!) { nodes(ids: $ids) { ... on Incident { viewerActions { verb allowed reason } } } }`);

/** Plays the stories with those who ask, and holds what came of it against the table. `met`: every outcome that must have occurred. */
export function holdMatrix(asked: Readonly<Record<string, readonly Asker[]>>, met: readonly string[]): void {
  let town: Town;
  const cells: readonly Cell[] = Object.entries(asked).flatMap(([story, askers]) =>
    states.flatMap((state) => askers.flatMap((who) => verbs.map((verb) => ({ story, state, verb, who, id: uuid() })))),
  );
  const tried = new Set(cells.filter((cell, n) => isTried(n, stories[cell.story]!, cell)));
  /** An incident of the first grid that others are merged into. */
  const open = uuid();
  const outcomes = new Map<Cell, string>();
  /** What viewerActions said before: null where the incident was not seen. */
  const promises = new Map<Cell, { allowed: boolean; reason: string | null } | null>();
  /** What is not as it should be after the verb. */
  const changes = new Map<Cell, string[]>();

  const clientOf = (who: Asker): Promise<Client> => {
    const [name, jurisdiction] = who.split('@') as [Name, string | undefined];
    return town.as(name, jurisdiction);
  };

  const snapshot = async (ids: readonly string[]): Promise<Map<string, Record<string, unknown>>> =>
    new Map(
      (await town.query<{ row: Record<string, unknown> }>('select to_jsonb(i) as row from incident i where id = any($1)', [ids])).map(
        ({ row }) => [row.id as string, row],
      ),
    );

  beforeAll(async () => {
    town = await openTown();
    await town.write([{ id: open, state: 'ACCEPTED' }]);
    await town.write([...tried].map((cell) => rowOf(town, stories[cell.story]!, cell.state, cell.id)));
    const ids = [...tried].map(({ id }) => id);
    const earlier = await snapshot(ids);

    // The verbs of one person on incidents that are alike: one request to ask what may be done with one of them, one to do it.
    const turns = [...grouped(cells, ({ story, state, who }) => `${story} ${state} ${who}`).values()];
    const everyone = async () => {
      for (let turn = turns.pop(); turn; turn = turns.pop()) await play(turn);
    };
    await Promise.all(Array.from({ length: 6 }, everyone));

    const later = await snapshot(ids);
    const steps = grouped(await historyOf(town, ids), ({ incident_id }) => incident_id);
    const sent = grouped(await sentAbout(town, ids), ({ incidentId }) => incidentId);
    const audit = grouped(await auditOf(town, ids), ({ subject_id }) => subject_id);
    for (const cell of tried) {
      const { id } = cell;
      const trace: Trace = {
        was: earlier.get(id)!,
        is: later.get(id)!,
        events: steps.get(id) ?? [],
        messages: sent.get(id) ?? [],
        audit: audit.get(id) ?? [],
      };
      changes.set(cell, outcomes.get(cell) === 'DONE' ? faultsOfMove(town, cell, trace) : faultsOfRefusal(trace));
    }
  }, 600_000);

  afterAll(() => town?.close());

  async function play(turn: readonly Cell[]): Promise<void> {
    const { story, state, who } = turn[0]!;
    const client = await clientOf(who);
    const some = turn.filter((cell) => tried.has(cell));
    const { nodes } = await client.data(promised, { ids: [inc(some[0]!.id)] });
    for (const cell of turn) {
      const action = nodes[0]?.viewerActions.find(({ verb }) => verb === `${cell.verb}Incident`);
      promises.set(cell, action ?? null);
    }
    const outcomesOfSome = await performAll(
      client,
      some.map(({ verb, id }) => ({
        verb: `${verb}Incident`,
        input: {
          id: inc(id),
          ...(reasoned.includes(verb) ? { reason: '情况说明' } : {}),
          ...takenBy(town, stories[story]!, state, verb, open),
        },
        payload: 'incident { id } userErrors { code }',
      })),
    );
    for (const [n, { errors, payload }] of outcomesOfSome.entries()) {
      const codes =
        errors.length > 0 ? errors.map(({ extensions }) => extensions?.code) : payload.userErrors.map(({ code }: { code: string }) => code);
      outcomes.set(some[n]!, codes.join() || 'DONE');
    }
  }

  const mismatches = (some: readonly Cell[]): string[] =>
    some.flatMap((cell) => {
      const { story, state, verb, who } = cell;
      const [wanted, promise] = [expected(stories[story]!, state, verb, who), promises.get(cell)];
      const got = outcomes.get(cell) ?? wanted;
      const isSeen = !['UNAUTHENTICATED', 'NOT_FOUND'].includes(wanted);
      const faults = [
        ...(got === wanted ? [] : [`${got} instead of ${wanted}`]),
        ...(isSeen === (promise !== null) ? [] : [isSeen ? 'not seen' : 'seen']),
        ...(promise && promise.allowed !== (got === 'DONE') ? [`viewerActions promised ${promise.allowed}`] : []),
        ...(promise && promise.allowed !== (promise.reason === null) ? ['viewerActions gives the wrong reason'] : []),
        ...(changes.get(cell) ?? []),
      ];
      return faults.map((fault) => `${verb} when ${state}: ${fault}`);
    });

  describe.each(Object.keys(asked))('an incident %s', (story) => {
    const of = (who: Asker) => cells.filter((cell) => cell.story === story && cell.who === who);
    test.each(asked[story]!)('does for %s what the table says, and nothing else', (who) => {
      expect(mismatches(of(who))).toEqual([]);
    });
  });

  test('the table is not empty: each verb is done in some cell and each refusal is met', () => {
    const done = new Set(cells.filter((cell) => outcomes.get(cell) === 'DONE').map(({ state, verb }) => `${state} ${verb}`));
    expect([...done].sort()).toEqual(
      Object.entries(moves)
        .flatMap(([state, tos]) => Object.keys(tos).map((verb) => `${state} ${verb}`))
        .sort(),
    );
    expect([...new Set(outcomes.values())].sort()).toEqual([...met].sort());
  });

  test('none of this is a bug to the server', () => {
    expect(town.app.bugs).toEqual([]);
  });
}
