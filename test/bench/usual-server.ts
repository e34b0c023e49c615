/**
 * Mutations as usually wired: Apollo's standalone server, type-graphql's resolvers, MikroORM with a fork and a flush a mutation. It writes the rows that
 * Mulin writes (history, outbox, notification, audit, idempotency key); to its favour it verifies no token and asks nobody's rights.
 */
import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { defineEntity, type EntityManager, LockMode, MikroORM, p, UnderscoreNamingStrategy } from '@mikro-orm/postgresql';
import { Arg, buildSchema, Field, ID, InputType, Int, Mutation, ObjectType, Query, Resolver } from 'type-graphql';

const [url, port, dist] = process.argv.slice(2) as [string, string, string];
const built = (file: string) => import(`${dist}/src/${file}`);
const { Incident, IncidentCategory, IncidentEvent } = await built('modules/incidents/incident.entity.js');
const { Grid } = await built('modules/grids/grid.entity.js');
const { Organization } = await built('modules/organisations/organization.entity.js');
const { Person } = await built('modules/organisations/person.entity.js');
const { Appointment } = await built('modules/organisations/appointment.entity.js');
const { Notification } = await built('modules/notifications/notification.entity.js');

const uuid = () => p.uuid();
const Outbox = defineEntity({
  name: 'Outbox',
  tableName: 'outbox',
  properties: { id: p.bigint().primary().autoincrement(), topic: p.text(), jurisdictionId: uuid(), payload: p.json<unknown>() },
});
const Audit = defineEntity({
  name: 'AuditLine',
  tableName: 'audit',
  properties: {
    id: p.uuid().primary(),
    jurisdictionId: uuid(),
    at: p.datetime(),
    actorId: p.uuid().nullable(),
    action: p.text(),
    subjectNoun: p.text(),
    subjectId: uuid(),
    fields: p.array(),
  },
});
const Pending = defineEntity({
  name: 'AuditPending',
  tableName: 'audit_pending',
  properties: { id: p.bigint().primary().autoincrement(), jurisdictionId: uuid(), auditId: uuid() },
});
const UsedKey = defineEntity({
  name: 'UsedKey',
  tableName: 'idempotency',
  properties: {
    jurisdictionId: p.uuid().primary(),
    actor: p.text().primary(),
    key: p.text().primary(),
    fingerprint: p.text(),
    outcome: p.json<unknown>(),
  },
});

const orm = await MikroORM.init({
  clientUrl: url,
  entities: [
    Organization,
    Person,
    Appointment,
    Grid,
    IncidentCategory,
    Incident,
    IncidentEvent,
    Notification,
    Outbox,
    Audit,
    Pending,
    UsedKey,
  ],
  namingStrategy: UnderscoreNamingStrategy,
  forceUtcTimezone: true,
  pool: { min: 0, max: 10 },
  // By its name its backends are told from the others'.
  driverOptions: { application_name: 'usual' },
  discovery: { warnWhenNoEntities: false },
});

// Node does not strip decorators: they are called.
class GridType {}
Field(() => ID)(GridType.prototype, 'id');
Field(() => String)(GridType.prototype, 'name');
ObjectType('Grid')(GridType);
class IncidentType {}
Field(() => ID)(IncidentType.prototype, 'id');
Field(() => String)(IncidentType.prototype, 'title');
Field(() => String)(IncidentType.prototype, 'state');
Field(() => GridType)(IncidentType.prototype, 'grid');
ObjectType('Incident')(IncidentType);
class UserErrorType {}
Field(() => String)(UserErrorType.prototype, 'message');
ObjectType('UserError')(UserErrorType);
class PayloadType {}
Field(() => IncidentType, { nullable: true })(PayloadType.prototype, 'incident');
Field(() => [UserErrorType])(PayloadType.prototype, 'userErrors');
ObjectType('Payload')(PayloadType);

class ReportInput {
  declare title: string;
  declare categoryId: string;
  declare gridId: string;
  declare channel: string;
  declare reporterId: string;
  declare idempotencyKey: string;
}
for (const name of ['title', 'channel', 'idempotencyKey']) Field(() => String)(ReportInput.prototype, name);
for (const name of ['categoryId', 'gridId', 'reporterId']) Field(() => ID)(ReportInput.prototype, name);
InputType('ReportIncidentInput')(ReportInput);
class TransitionInput {
  declare id: string;
  declare version: number | undefined;
  declare actorId: string;
  declare idempotencyKey: string;
}
Field(() => ID)(TransitionInput.prototype, 'id');
Field(() => Int, { nullable: true })(TransitionInput.prototype, 'version');
Field(() => ID)(TransitionInput.prototype, 'actorId');
Field(() => String)(TransitionInput.prototype, 'idempotencyKey');
InputType('IncidentTransitionInput')(TransitionInput);

interface Row {
  readonly id: string;
  readonly jurisdictionId: string;
  title: string;
  state: string;
  grid: string;
  acceptedAt: Date | null;
  readonly reporter: string | null;
  readonly assignee: string | null;
}

/** What is written beside the incident itself. */
function leave(em: EntityManager, row: Row, before: unknown, action: string, kind: string, actor: string, key: string): void {
  const { id, jurisdictionId } = row;
  const from = (before as Row | null)?.state ?? null;
  const event = em.create(IncidentEvent, {
    id: randomUUID(),
    jurisdictionId,
    incident: id,
    kind,
    from,
    to: row.state,
    actor,
    at: new Date(),
  });
  em.create(Outbox, { topic: 'bench', jurisdictionId, payload: { incidentId: id, eventId: (event as Row).id, before, after: { ...row } } });
  const [person, notice] = before === null ? [row.assignee, 'ASSIGNED'] : [row.reporter, 'DECIDED'];
  if (person !== null) {
    const told = em.create(Notification, {
      id: randomUUID(),
      jurisdictionId,
      person,
      kind: notice,
      subjectNoun: 'Incident',
      subjectId: id,
      stepId: (event as Row).id,
      at: new Date(),
    }) as object;
    em.create(Outbox, { topic: 'bench', jurisdictionId, payload: { ...told } });
  }
  const line = {
    id: randomUUID(),
    jurisdictionId,
    at: new Date(),
    actorId: actor,
    action,
    subjectNoun: 'Incident',
    subjectId: id,
    fields: [],
  };
  em.create(Audit, line);
  em.create(Pending, { jurisdictionId, auditId: line.id });
  em.create(UsedKey, { jurisdictionId, actor, key, fingerprint: action, outcome: { id } });
}

async function told(em: EntityManager, { id, title, state, grid }: Row) {
  const { id: gridId, name } = await em.findOneOrFail<{ id: string; name: string }>(Grid, { id: grid });
  return { incident: { id, title, state, grid: { id: gridId, name } }, userErrors: [] };
}

class Mutations {
  async reportIncident({ title, categoryId, gridId, channel, reporterId, idempotencyKey }: ReportInput) {
    const em = orm.em.fork();
    return em.transactional(async (em) => {
      const grid = await em.findOneOrFail<{ id: string; place: string; community: string; jurisdictionId: string }>(Grid, { id: gridId });
      const category = await em.findOneOrFail<{ id: string; domain: string }>(IncidentCategory, { id: categoryId });
      const post = await em.findOne(Appointment, { person: reporterId, validTo: null });
      const leader = await em.findOne<{ person: string }>(Appointment, { gridId, position: 'GRID_LEADER', validTo: null });
      const id = randomUUID();
      const now = new Date();
      const row = em.create(Incident, {
        ...{ id, jurisdictionId: grid.jurisdictionId, serialNumber: `S${id}`, title, category: category.id, domain: category.domain },
        ...{
          channel,
          urgency: 'NORMAL',
          state: 'REPORTED',
          grid: grid.id,
          place: grid.place,
          reporter: reporterId,
          reportingOrganization: post && grid.community,
          holder: grid.community,
        },
        ...{
          assignee: leader?.person ?? null,
          handlerIds: leader ? [leader.person] : [],
          answers: [],
          trackingCode: `T${id}`,
          reportedAt: now,
          updatedAt: now,
        },
      }) as Row;
      leave(em, row, null, 'reportIncident', 'REPORTED', reporterId, idempotencyKey);
      await em.flush();
      return told(em, row);
    });
  }

  async acceptIncident({ id, actorId, idempotencyKey }: TransitionInput) {
    const em = orm.em.fork();
    return em.transactional(async (em) => {
      const row = await em.findOneOrFail<Row>(Incident, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (row.state !== 'REPORTED') throw new Error('Not while it is in another state.');
      const before = { ...row };
      row.state = 'ACCEPTED';
      row.acceptedAt = new Date();
      leave(em, row, before, 'acceptIncident', 'ACCEPTED', actorId, idempotencyKey);
      await em.flush();
      return told(em, row);
    });
  }

  ok() {
    return true;
  }
}
Resolver()(Mutations);
const { prototype } = Mutations;
const methodOf = (name: keyof Mutations) => Object.getOwnPropertyDescriptor(prototype, name) as TypedPropertyDescriptor<unknown>;
Arg('input', () => ReportInput)(prototype, 'reportIncident', 0);
Mutation(() => PayloadType)(prototype, 'reportIncident', methodOf('reportIncident'));
Arg('input', () => TransitionInput)(prototype, 'acceptIncident', 0);
Mutation(() => PayloadType)(prototype, 'acceptIncident', methodOf('acceptIncident'));
Query(() => Boolean)(prototype, 'ok', methodOf('ok'));

const schema = await buildSchema({ resolvers: [Mutations], validate: false });
await startStandaloneServer(new ApolloServer({ schema }), { listen: { port: Number(port), host: '127.0.0.1' } });
console.info('ready');
process.on('SIGTERM', () => process.exit(0));
