import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { App } from '../../kit/app.js';
import { Client } from '../../kit/client.js';

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** What comes back of a request in whatever form. */
export interface Came {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: the shape is the document's.
  readonly body: any;
  readonly code: string | undefined;
}

const came = async (response: Response): Promise<Came> => {
  const text = await response.text();
  const body = text === '' ? null : JSON.parse(text);
  return { status: response.status, headers: response.headers, body, code: body?.errors?.[0]?.extensions?.code };
};

/** A client that sends more than texts. */
export class Sender extends Client {
  async post(body: unknown, headers: Record<string, string> = {}): Promise<Came> {
    return came(
      await fetch(`${this.url}/graphql`, { method: 'POST', headers: { ...this.headers, ...headers }, body: JSON.stringify(body) }),
    );
  }

  async get(params: Record<string, unknown>, headers: Record<string, string> = {}): Promise<Came> {
    const query = new URLSearchParams(
      Object.entries(params).map(([name, value]): [string, string] => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
    );
    const { 'content-type': _, ...own } = this.headers as Record<string, string>;
    return came(await fetch(`${this.url}/graphql?${query}`, { headers: { ...own, ...headers } }));
  }
}

/** A partner's client as its tokens name it, without a scope: it runs published documents alone. */
export const partner = async (app: App, client = 'partner', community = '000'): Promise<Sender> =>
  new Sender(app.url, await app.tokenOf('partner', community, { client, scope: '' }));

/** Registers a client and gives it a version with these documents; answers the ids of app and version. */
export async function publish(
  app: App,
  client: string,
  documents: readonly { readonly source: string; readonly alias?: string }[],
  name = '1.0.0',
  community = '000',
): Promise<{ readonly appId: string; readonly versionId: string }> {
  const admin = await app.as('admin', community);
  const register =
    'mutation ($input: CreatePartnerAppInput!) { createPartnerApp(input: $input) { partnerApp { id } userErrors { message } } }';
  const made = (await admin.data(register, { input: { name: client, partner: client, client } })).createPartnerApp.partnerApp;
  const { partnerApps } = await admin.data('{ partnerApps(first: 100) { nodes { id client } } }');
  const appId = made?.id ?? partnerApps.nodes.find((one: { client: string }) => one.client === client).id;
  const draft =
    'mutation ($input: DraftPartnerVersionInput!) { draftPartnerVersion(input: $input) { partnerVersion { id } userErrors { message path } } }';
  const { draftPartnerVersion } = await admin.data(draft, { input: { appId, name, documents } });
  if (draftPartnerVersion.userErrors.length > 0) throw new Error(JSON.stringify(draftPartnerVersion.userErrors));
  const versionId = draftPartnerVersion.partnerVersion.id;
  await step(admin, 'publish', { id: versionId });
  return { appId, versionId };
}

/** Takes a version one step on. */
export async function step(client: Client, name: 'publish' | 'deprecate' | 'retire', input: object): Promise<void> {
  const type = name === 'deprecate' ? 'DeprecatePartnerVersionInput' : 'PartnerVersionTransitionInput';
  const verb = `${name}PartnerVersion`;
  const data = await client.data(
    `mutation ($input: ${type}!) { ${verb}(input: $input) { partnerVersion { id state } userErrors { code message } } }`,
    { input },
  );
  if (data[verb].userErrors.length > 0) throw new Error(JSON.stringify(data[verb].userErrors));
}

/** Registers an app for a client; it has no version yet. */
export async function register(app: App, client: string): Promise<void> {
  const create = 'mutation ($input: CreatePartnerAppInput!) { createPartnerApp(input: $input) { userErrors { message } } }';
  await (await app.as('admin')).data(create, { input: { name: client, partner: client, client } });
}

const program = join(import.meta.dirname, '../../../dist/src/partners/cli.js');

/** Runs mulin-partners with the token of an app's client. */
export async function command(
  app: App,
  client: string,
  ...args: string[]
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const env = { ...process.env, MULIN_URL: `${app.url}/graphql`, MULIN_TOKEN: (await partner(app, client)).token! };
  return promisify(execFile)(process.execPath, [program, ...args], { env }).then(
    ({ stdout, stderr }) => ({ code: 0, out: stdout, err: stderr }),
    ({ code, stdout, stderr }) => ({ code, out: stdout, err: stderr }),
  );
}
