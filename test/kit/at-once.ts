import { graph } from '../access/classes.js';
import type { Answer, Client } from './client.js';

/** A verb by the name of its mutation. */
export interface Asked {
  readonly verb: string;
  readonly input: object;
  /** What of the payload is read. */
  readonly payload?: string;
}

/** The result of one of them: its errors, or its payload. */
interface Result {
  readonly errors: NonNullable<Answer<unknown>['errors']>;
  // biome-ignore lint/suspicious/noExplicitAny: the shape is the selection's.
  readonly payload: any;
}

/** Asks for verbs in one request, one after the other. As many of the same verbs are the same document, whatever their inputs. */
export async function performAll(client: Client, asked: readonly Asked[]): Promise<readonly Result[]> {
  const mutations = graph.schema.getMutationType()!.getFields();
  const { data, errors = [] } = await client.ask(
    `mutation (${asked.map(({ verb }, n) => `$i${n}: ${mutations[verb]!.args[0]!.type}`).join(', ')}) {
      ${asked.map(({ verb, payload = 'userErrors { code }' }, n) => `a${n}: ${verb}(input: $i${n}) { ${payload} }`).join('\n')} }`,
    Object.fromEntries(asked.map(({ input }, n) => [`i${n}`, input])),
  );
  // An error of the whole request is one of each verb.
  return asked.map((_, n) => ({
    errors: errors.filter(({ path }) => path === undefined || path[0] === `a${n}`),
    payload: data?.[`a${n}`],
  }));
}
