import { type GraphQLObjectType, getNamedType } from 'graphql';
import { publicId } from '../../../src/kernel/ids.js';
import { graph } from '../../access/classes.js';
import type { App } from '../../kit/app.js';
import type { Client } from '../../kit/client.js';

// biome-ignore lint/suspicious/noExplicitAny: the shape is the selection's.
type Any = any;

export interface Outcome {
  /** DONE, the code of a user error, or that of a fault. */
  readonly outcome: string;
  readonly path: string | null;
  readonly message: string | null;
  readonly row: Any;
}

/** Performs a verb; `fields` is what is asked of the row that it answers. */
export async function perform(client: Client, verb: string, input: object, fields = 'id'): Promise<Outcome> {
  const field = graph.schema.getMutationType()!.getFields()[verb]!;
  const [row] = Object.keys((field.type as GraphQLObjectType).getFields()).filter((name) => name !== 'userErrors');
  const { data, errors } = await client.ask(
    `mutation ($input: ${getNamedType(field.args[0]!.type).name}!) { done: ${verb}(input: $input) { row: ${row} { ${fields} } userErrors { code path message } } }`,
    { input },
  );
  if (errors)
    return { outcome: String(errors[0]!.extensions?.code ?? errors[0]!.message), path: null, message: errors[0]!.message, row: null };
  const { userErrors, row: found } = data.done;
  const [refusal] = userErrors;
  return refusal
    ? { outcome: refusal.code, path: refusal.path.join('.'), message: refusal.message, row: found }
    : { outcome: 'DONE', path: null, message: null, row: found };
}

/** The row, of a verb that has to succeed. */
export async function done(client: Client, verb: string, input: object, fields?: string): Promise<Any> {
  const { outcome, message, row } = await perform(client, verb, input, fields);
  if (outcome !== 'DONE') throw new Error(`${verb}: ${outcome} ${message} ${JSON.stringify(input)}`);
  return row;
}

export const outcomeOf = async (client: Client, verb: string, input: object): Promise<string> =>
  (await perform(client, verb, input)).outcome;

/** An instant from now, in minutes. A session may be opened from an hour before its time on. */
export const inMinutes = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString();

export const personOf = async (client: Client): Promise<string> => (await client.data('{ viewer { person { id } } }')).viewer.person.id;

/** A hall of the first community of 000: who keeps it, and people who can take part. */
export async function openHall(app: App) {
  const names = ['resident', 'grid-leader', 'chief', 'property-staff', 'police', 'grid-worker'] as const;
  const cadre = await app.as('community-cadre');
  const clients = await Promise.all(names.map((name) => app.as(name)));
  const people = await Promise.all(clients.map(personOf));
  const { organization, grid } = await cadre.data('{ organization(code: "000-C1") { id } grid(code: "000-G01") { id } }');
  const others = await app.database.query<{ id: string }>(
    `select id from person where jurisdiction_id = (select id from organization where code = '000') and place like (select place from organization where code = '000-C1') || '%'
       and id not in (select person_id from account where person_id is not null) order by id limit 40`,
  );
  const body = async (input: object = {}, members: readonly string[] = people) => {
    const { id } = await done(cadre, 'createBody', {
      ...{ organizationId: organization.id, name: '议事会', kind: 'RESIDENT_COUNCIL', rules: {} },
      ...input,
    });
    for (const personId of members)
      await done(cadre, 'admitBodyMember', { id, personId, capacity: 'RESIDENT_REPRESENTATIVE', party: 'RESIDENTS' });
    return id as string;
  };
  /** A session that is announced; `chair` is one of the members. */
  const announced = async (bodyId: string, chairId: string | null = people[0]!, more: object = {}) => {
    const { id } = await done(cadre, 'scheduleSession', { bodyId, kind: 'COUNCIL', scheduledAt: inMinutes(30), chairId, ...more });
    await done(cadre, 'sendNotice', { id });
    return id as string;
  };
  return {
    ...{ app, cadre, organization, grid, people, body, announced },
    members: clients,
    neighbours: others.map(({ id }) => publicId('Person', id)),
  };
}
export type Hall = Awaited<ReturnType<typeof openHall>>;
