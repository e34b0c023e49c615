import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inDepth } from '../../kit/depth.js';
import { cat, daysAhead, grd, inc, type Name, openTown, org, per, type Town, uuid } from './town.js';

/**
 * Anybody does anything to three incidents, alone or several at once. Alone, what viewerActions announced is done, and what it did not is refused. After each
 * step the incidents keep what holds of all of them, said here by itself: the table of transitions, nobody verifies their own work, parts and who assists
 * are counted right, supervision only rises, times are in order.
 */

let town: Town;
beforeAll(async () => {
  town = await openTown();
});
afterAll(async () => {
  expect(town.app.bugs).toEqual([]);
  await town.close();
});

const actors: readonly Name[] = [
  'resident',
  'grid-leader',
  'grid-worker',
  'community-cadre',
  'community-cadre',
  'second-cadre',
  'street-supervisor',
  'dispatcher',
  'property-staff',
  'department',
];

/** Which incidents there are (public ids), and numbers that choose among what a verb may take. */
interface Scene {
  readonly all: readonly string[];
  readonly pick: number;
}
const oneOf = <T>(values: readonly T[], { pick }: Scene): T => values[pick % values.length]!;
const why = () => ({ reason: '情况说明' });
const bodies = ['000-D1', '000-PM1', '000-PM9'];

/** What each verb takes beside the incident. */
const plays: Readonly<Record<string, (scene: Scene) => object>> = {
  acceptIncident: () => ({}),
  rejectIncident: why,
  fileIncident: () => ({}),
  cancelIncident: why,
  mergeIncident: (scene) => ({ intoId: oneOf(scene.all, scene) }),
  dispatchIncident: (scene) =>
    oneOf<() => object>(
      [
        () => ({ gridId: grd(town.seat('000-G01')) }),
        () => ({ organizationId: org(town.seat(oneOf(['000-PM1', '000-C1'], scene))) }),
        () => ({ assigneeId: per(town.person(oneOf(['community-cadre', 'grid-worker'], scene))) }),
      ],
      scene,
    )(),
  escalateIncident: () => ({}),
  forwardIncident: () => ({ organizationId: org(town.seat('000-D1')), dueAt: daysAhead(3) }),
  reclaimIncident: () => ({}),
  startIncident: () => ({}),
  returnIncident: why,
  suspendIncident: () => ({ until: daysAhead(2), ...why() }),
  resumeIncident: () => ({}),
  resolveIncident: () => ({}),
  verifyIncident: () => ({}),
  reworkIncident: why,
  closeIncident: () => ({}),
  reopenIncident: why,
  refuseDispatch: () => ({}),
  askForAssistance: (scene) => ({ organizationId: org(town.seat(oneOf(bodies, scene))), task: '到场', dueAt: daysAhead(1) }),
  splitIncident: ({ pick }) => ({ title: '更换水管', categoryId: cat(town.category('TAP')), required: pick % 2 === 0 }),
  addPart: (scene) => ({ partId: oneOf(scene.all, scene), required: scene.pick % 3 > 0 }),
  releasePart: why,
  requestExtension: () => ({ minutes: 60, ...why() }),
  superviseIncident: (scene) => ({ level: oneOf(['REMINDER', 'YELLOW', 'RED'], scene), ...why() }),
  cancelSupervision: why,
};
/** Those that name the incident otherwise, or something of it. */
const rating = (who: Name, { pick }: Scene) => ({
  ...{ score: (pick % 5) + 1, solved: pick % 3 > 0, comment: '回访' },
  ...(who === 'resident' ? {} : { channel: 'VISIT' }),
});
const ofParticipant: Readonly<Record<string, () => object>> = {
  acceptAssistance: () => ({}),
  declineAssistance: why,
  finishAssistance: () => ({}),
  withdrawAssistance: why,
  rescheduleAssistance: () => ({ dueAt: daysAhead(2) }),
};
const verbs = [...Object.keys(plays), 'rateIncident', 'decideExtension', ...Object.keys(ofParticipant)];

interface Seen {
  readonly viewerActions: readonly { readonly verb: string; readonly allowed: boolean }[];
  readonly participants: readonly { readonly id: string; readonly viewerActions: Seen['viewerActions'] }[];
  readonly extensionRequests: readonly { readonly id: string; readonly state: string }[];
}
const ACTIONS = 'viewerActions { verb allowed }';
const look = async (who: Name, id: string): Promise<Seen | null> =>
  (
    await (
      await town.as(who)
    ).data(`query ($id: ID!) { incident(id: $id) { ${ACTIONS} participants { id ${ACTIONS} } extensionRequests { id state } } }`, { id })
  ).incident;

/** Those of some incidents that somebody sees: nothing else can be named. */
const seenBy = async (who: Name, ids: readonly string[]): Promise<readonly string[]> =>
  (
    await (await town.as(who)).data('query ($ids: [ID!]!) { incidents(first: 100, filter: { ids: $ids }) { nodes { id } } }', { ids })
  ).incidents.nodes.map(({ id }: { id: string }) => id);

let types: ReadonlyMap<string, string>;
beforeAll(async () => {
  const { __schema } = await town.app.anonymous.data('{ __schema { mutationType { fields { name args { type { ofType { name } } } } } } }');
  types = new Map(
    __schema.mutationType.fields.map(({ name, args }: { name: string; args: { type: { ofType: { name: string } } }[] }) => [
      name,
      args[0]!.type.ofType.name,
    ]),
  );
});

interface Move {
  readonly actor: number;
  readonly verb: number;
  readonly on: number;
  readonly pick: number;
}
interface Planned {
  readonly who: Name;
  readonly verb: string;
  readonly input: object;
  readonly announced: boolean;
}

/** What somebody tries: of what is announced most of the time, so that the walk gets somewhere. Null where there is nothing to try it on. */
async function plan({ actor, verb: wanted, on, pick }: Move, all: readonly string[]): Promise<Planned | null> {
  const [who, id] = [actors[actor % actors.length]!, all[on % all.length]!];
  const seen = await look(who, id);
  if (!seen) return null;
  const scene = { all: await seenBy(who, all), pick };
  const announced = seen.viewerActions.filter(({ verb, allowed }) => allowed && verbs.includes(verb)).map(({ verb }) => verb);
  const verb = pick % 4 > 0 && announced.length > 0 ? announced[wanted % announced.length]! : verbs[wanted % verbs.length]!;
  const isAnnounced = announced.includes(verb);
  if (verb === 'rateIncident') return { who, verb, input: { incidentId: id, ...rating(who, scene) }, announced: isAnnounced };
  if (verb === 'decideExtension') {
    const pending = seen.extensionRequests.find(({ state }) => state === 'PENDING');
    return pending ? { who, verb, input: { id: pending.id, granted: true }, announced: isAnnounced } : null;
  }
  if (verb in ofParticipant) {
    const participant = seen.participants.at(-1);
    if (!participant) return null;
    const isTheirs = participant.viewerActions.some((action) => action.verb === verb && action.allowed);
    return { who, verb, input: { id: participant.id, ...ofParticipant[verb]!() }, announced: isTheirs };
  }
  return { who, verb, input: { id, ...plays[verb]!(scene) }, announced: isAnnounced };
}

async function play({ who, verb, input }: Planned): Promise<string> {
  const { data, errors } = await (await town.as(who)).ask(
    `mutation ($input: ${types.get(verb)}!) { done: ${verb}(input: $input) { userErrors { code path } } }`,
    { input },
  );
  if (errors) return errors[0]!.extensions!.code as string;
  const [problem] = data.done.userErrors;
  return problem ? (problem.code as string) : 'DONE';
}

/** What no announced verb is refused for when nobody else acts. */
const refusals = ['FORBIDDEN', 'NOT_FOUND', 'WRONG_STATE', 'NOT_HOLDER', 'SELF_VERIFICATION', 'CONFLICT', 'INTERNAL'];

interface Incident {
  readonly id: string;
  readonly state: string;
  readonly parent_id: string | null;
  readonly required: boolean | null;
  readonly open_parts: number;
  readonly holder_id: string;
  readonly co_handler_ids: readonly string[] | null;
  readonly duplicate_of_id: string | null;
  readonly supervision: string;
  readonly handler_ids: readonly string[];
  readonly reported_at: Date;
  readonly accepted_at: Date | null;
  readonly resolved_at: Date | null;
  readonly verified_at: Date | null;
  readonly closed_at: Date | null;
}
interface Event {
  readonly incident_id: string;
  readonly kind: string;
  readonly from_state: string | null;
  readonly to_state: string;
  readonly actor_id: string | null;
}
const finals = ['CLOSED', 'REJECTED', 'CANCELLED', 'DUPLICATE', 'FILED'];
/** Which kinds lead where. All others leave the state as it is. */
const leads: Readonly<Record<string, readonly [from: readonly string[], to: string]>> = {
  ACCEPTED: [['REPORTED', 'ESCALATED'], 'ACCEPTED'],
  REJECTED: [['REPORTED'], 'REJECTED'],
  MERGED: [['REPORTED'], 'DUPLICATE'],
  CANCELLED: [['REPORTED', 'ACCEPTED'], 'CANCELLED'],
  FILED: [['REPORTED', 'ACCEPTED'], 'FILED'],
  FORWARDED: [['REPORTED', 'ACCEPTED', 'IN_PROGRESS'], 'FORWARDED'],
  RECLAIMED: [['FORWARDED'], 'ACCEPTED'],
  DISPATCHED: [['ACCEPTED', 'RETURNED', 'REOPENED'], 'DISPATCHED'],
  ESCALATED: [['ACCEPTED', 'DISPATCHED', 'IN_PROGRESS', 'RETURNED'], 'ESCALATED'],
  STARTED: [['DISPATCHED', 'REOPENED'], 'IN_PROGRESS'],
  RETURNED: [['DISPATCHED', 'IN_PROGRESS', 'ESCALATED'], 'RETURNED'],
  SUSPENDED: [['DISPATCHED', 'IN_PROGRESS'], 'SUSPENDED'],
  RESUMED: [['SUSPENDED'], 'IN_PROGRESS'],
  RESOLVED: [['IN_PROGRESS', 'FORWARDED'], 'RESOLVED'],
  VERIFIED: [['RESOLVED'], 'VERIFIED'],
  REWORKED: [['RESOLVED'], 'IN_PROGRESS'],
  CLOSED: [['VERIFIED'], 'CLOSED'],
  REOPENED: [['CLOSED'], 'REOPENED'],
};

/** What is wrong with the incidents, in a sentence each. */
async function faultsOf(ids: readonly string[]): Promise<readonly string[]> {
  const incidents = await town.query<Incident>('select * from incident where id = any($1) or parent_id = any($1)', [ids]);
  const all = incidents.map(({ id }) => id);
  const events = await town.query<Event>(
    'select incident_id, kind, from_state, to_state, actor_id from incident_event where incident_id = any($1) order by incident_id, at, id',
    [all],
  );
  const assisting = await town.query<{ incident_id: string; organization_id: string }>(
    `select incident_id, organization_id from incident_participant where incident_id = any($1) and state in ('ASKED', 'ACCEPTED')`,
    [all],
  );
  const twice = await town.query(
    'select incident_id from satisfaction where incident_id = any($1) group by incident_id, closing having count(*) > 1',
    [all],
  );
  const pending = await town.query<{ incident_id: string }>(
    `select incident_id from extension_request where incident_id = any($1) and state = 'PENDING'`,
    [all],
  );
  const faults: string[] = twice.map(() => 'Somebody rated one closing twice.');
  for (const incident of incidents) {
    const { id, state } = incident;
    const fault = (text: string) => faults.push(`${text} (${id}, ${state})`);
    let at: string | null = null;
    const handlers = new Set<string>();
    for (const { kind, from_state, to_state, actor_id } of events.filter((event) => event.incident_id === id)) {
      if (from_state !== at) fault(`${kind} begins at ${from_state}, the step before ended at ${at}.`);
      const [from, to]: readonly [readonly (string | null)[], string | null] = leads[kind] ?? [[from_state], from_state];
      if (kind !== 'REPORTED' && (!from.includes(from_state) || to !== to_state)) fault(`${kind} led from ${from_state} to ${to_state}.`);
      if (kind === 'REOPENED') handlers.clear();
      if (['STARTED', 'RESOLVED', 'ASSISTANCE_DONE'].includes(kind) && actor_id) handlers.add(actor_id);
      if (['VERIFIED', 'REWORKED'].includes(kind) && actor_id && handlers.has(actor_id)) fault('Somebody verified their own work.');
      at = to_state;
    }
    if (at !== state) fault(`The history ends at ${at}.`);
    for (const handler of handlers) if (!incident.handler_ids.includes(handler)) fault('A handler is forgotten.');
    const open = incidents.filter((part) => part.parent_id === id && part.required && !finals.includes(part.state)).length;
    if (incident.open_parts !== open) fault(`It counts ${incident.open_parts} open parts, and has ${open}.`);
    if (open > 0 && ['RESOLVED', 'VERIFIED', ...finals].includes(state)) fault('It is handled before its parts.');
    if (incident.parent_id && incidents.some((part) => part.parent_id === id)) fault('A part has parts.');
    const assists = assisting.filter(({ incident_id }) => incident_id === id).map(({ organization_id }) => organization_id);
    if ([...(incident.co_handler_ids ?? [])].sort().join() !== assists.sort().join()) fault('Who assists is not who was asked.');
    if (assists.includes(incident.holder_id)) fault('Who holds it assists.');
    if (assists.length > 0 && ['VERIFIED', ...finals].includes(state)) fault('Somebody assists with what is over.');
    const waits = pending.filter(({ incident_id }) => incident_id === id).length;
    if (waits > 1 || (waits > 0 && ['RESOLVED', 'VERIFIED', 'ESCALATED', ...finals].includes(state)))
      fault('More time is asked for in vain.');
    const into = incidents.find((other) => other.id === incident.duplicate_of_id);
    if ((state === 'DUPLICATE') !== (incident.duplicate_of_id !== null) || into?.state === 'DUPLICATE' || into?.id === id)
      fault('It is a duplicate of nothing, of itself, or of a duplicate.');
    const times = [incident.reported_at, incident.accepted_at, incident.resolved_at, incident.verified_at, incident.closed_at].filter(
      (time) => time !== null,
    );
    if (times.some((time, n) => n > 0 && time < times[n - 1]!)) fault('Its times are out of order.');
  }
  return faults;
}

const levels = ['NONE', 'REMINDER', 'YELLOW', 'RED'];
const levelsOf = async (ids: readonly string[]): Promise<ReadonlyMap<string, number>> =>
  new Map(
    (await town.query<Incident>('select id, supervision from incident where id = any($1)', [ids])).map(({ id, supervision }) => [
      id,
      levels.indexOf(supervision),
    ]),
  );

const move: fc.Arbitrary<Move> = fc.record({ actor: fc.nat(99), verb: fc.nat(999), on: fc.nat(999), pick: fc.nat(999) });
/** One at a time, or three at once. */
const turn = fc.oneof(
  { weight: 4, arbitrary: move.map((one) => [one]) },
  { weight: 1, arbitrary: fc.array(move, { minLength: 3, maxLength: 3 }) },
);
const states = ['REPORTED', 'ACCEPTED', 'DISPATCHED', 'IN_PROGRESS', 'RESOLVED', 'CLOSED'];
const past = new Date(Date.now() - 86_400_000).toISOString();

/** Three incidents in states along the way, with a limit to ask for more time of; each with a history that leads there. */
async function begin(firsts: readonly number[]): Promise<readonly string[]> {
  const rows = firsts.map((n) => {
    const state = states[n % states.length]!;
    const isHandled = ['RESOLVED', 'CLOSED'].includes(state);
    return {
      ...{ id: uuid(), state, handle_by: daysAhead(1), due_at: isHandled ? null : daysAhead(1) },
      ...{ accepted_at: state === 'REPORTED' ? null : past, resolved_at: isHandled ? past : null },
      ...(state === 'CLOSED' ? { verified_at: past, closed_at: past, closings: 1 } : { verified_at: null, closed_at: null, closings: 0 }),
    };
  });
  await town.write(rows);
  await town.query(
    `insert into incident_event (id, jurisdiction_id, incident_id, kind, from_state, to_state, at)
     select gen_random_uuid(), jurisdiction_id, id, 'REPORTED', null, state, reported_at from incident where id = any($1)`,
    [rows.map(({ id }) => id)],
  );
  // The third is a part of the first, where it may be.
  await town.query(
    `with bound as (
       update incident part set parent_id = whole.id, required = true from incident whole
       where part.id = $2 and whole.id = $1 and part.state <> 'CLOSED' and whole.state in ('ACCEPTED', 'DISPATCHED', 'IN_PROGRESS') returning part.id
     ) update incident set open_parts = 1 where id = $1 and exists (select from bound)`,
    [rows[0]!.id, rows[2]!.id],
  );
  return rows.map(({ id }) => id);
}
/** These, and the parts that were split off. */
const withParts = async (ids: readonly string[]): Promise<readonly string[]> =>
  (await town.query<{ id: string }>('select id from incident where id = any($1) or parent_id = any($1) order by id', [ids])).map(
    ({ id }) => id,
  );

test('whatever anybody does, alone or at once: what is announced is done, what is not is refused, and the incidents stay right', async () => {
  const done = new Set<string>();
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(99), { minLength: 3, maxLength: 3 }),
      fc.array(turn, { minLength: 20, maxLength: inDepth(60, 30) }),
      async (firsts, turns) => {
        const ids = await begin(firsts);
        let before = await levelsOf(ids);
        for (const moves of turns) {
          const all = (await withParts(ids)).map(inc);
          const planned = (await Promise.all(moves.map((one) => plan(one, all)))).filter((one) => one !== null);
          const outcomes = await Promise.all(planned.map(play));
          const told = planned.map(
            ({ who, verb, input, announced }, n) => `${who} ${verb} ${JSON.stringify(input)} ${announced}: ${outcomes[n]}`,
          );
          if (planned.length === 1) {
            const [{ verb, announced }, outcome] = [planned[0]!, outcomes[0]!];
            if (announced) expect(refusals, told[0]).not.toContain(outcome);
            else expect(outcome, told[0]).not.toBe('DONE');
            if (outcome === 'DONE') done.add(verb);
          }
          expect(outcomes, told.join('\n')).not.toContain('INTERNAL');
          expect(await faultsOf(ids), told.join('\n')).toEqual([]);
          const after = await levelsOf(ids);
          if (!planned.some(({ verb }) => verb === 'cancelSupervision'))
            for (const [id, level] of after) expect(level, told.join('\n')).toBeGreaterThanOrEqual(before.get(id)!);
          before = after;
        }
      },
    ),
    { numRuns: inDepth(60, 5), endOnFailure: true },
  );
  // The walks got somewhere.
  expect(done.size).toBeGreaterThan(8);
});
