import { buildClientSchema, type GraphQLSchema, type IntrospectionQuery } from 'graphql';
import {
  appsDocument,
  deprecateDocument,
  draftDocument,
  publishDocument,
  retireDocument,
  schemaDocument,
  versionDocument,
} from '../modules/partners/tool-documents.js';
import type { ManifestDocument } from './manifest.js';

export interface Version {
  readonly id: string;
  readonly name: string;
  readonly state: 'DRAFT' | 'ACTIVE' | 'DEPRECATED' | 'RETIRED';
  readonly sunsetAt: string | null;
}

export interface App {
  readonly id: string;
  readonly name: string;
  readonly client: string;
  readonly versions: { readonly nodes: readonly Version[] };
}

export interface PublishedDocument {
  readonly hash: string;
  readonly alias: string | null;
  readonly operationName: string;
  readonly source: string;
  readonly cost: number;
  readonly useCount: number;
  readonly errorCount: number;
  readonly lastUsedAt: string | null;
  readonly medianMs: number | null;
  readonly tailMs: number | null;
}

interface UserError {
  readonly message: string;
  readonly path: readonly string[];
}

/** The graph, as a partner asks it. */
export class Graph {
  constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  async #ask<Data>(query: string, variables: Readonly<Record<string, unknown>> = {}): Promise<Data> {
    const response = await fetch(this.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${this.token}` },
      body: JSON.stringify({ query, variables }),
    }).catch(({ message, cause }: Error) => {
      throw new Error(`${this.url} cannot be asked: ${(cause as Error | undefined)?.message || message}.`);
    });
    const text = await response.text();
    let answer: { readonly data?: Data; readonly errors?: readonly { readonly message: string }[] };
    try {
      answer = JSON.parse(text);
    } catch {
      throw new Error(`${this.url} answers ${response.status}, and no JSON.`);
    }
    if (!answer.data || answer.errors)
      throw new Error(answer.errors?.map(({ message }) => message).join('\n') ?? `HTTP ${response.status}`);
    return answer.data;
  }

  /** The one app that the token may publish for, or the one of this name. */
  async app(name: string | undefined): Promise<App> {
    const { partnerApps } = await this.#ask<{ partnerApps: { nodes: readonly App[] } }>(appsDocument);
    const apps = partnerApps.nodes.filter((app) => name === undefined || app.name === name);
    if (apps.length === 1) return apps[0]!;
    throw new Error(
      apps.length > 1
        ? `Name one of the apps with --app: ${apps.map((app) => app.name).join(', ')}.`
        : 'This token may publish for no such app. An administrator registers apps (createPartnerApp).',
    );
  }

  async documentsOf(versionId: string): Promise<readonly PublishedDocument[]> {
    const all: PublishedDocument[] = [];
    let after: string | null = null;
    do {
      const { nodes, pageInfo }: Page = (
        await this.#ask<{ partnerVersion: { documents: Page } }>(versionDocument, { id: versionId, after })
      ).partnerVersion.documents;
      all.push(...nodes);
      after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
    } while (after !== null);
    return all;
  }

  async schema(): Promise<GraphQLSchema> {
    return buildClientSchema(await this.#ask<IntrospectionQuery>(schemaDocument));
  }

  async draft(appId: string, name: string, documents: readonly ManifestDocument[]): Promise<string> {
    const { draftPartnerVersion } = await this.#ask<{ draftPartnerVersion: Done }>(draftDocument, { input: { appId, name, documents } });
    return done(draftPartnerVersion).id;
  }

  async publish(id: string): Promise<void> {
    done((await this.#ask<{ publishPartnerVersion: Done }>(publishDocument, { input: { id } })).publishPartnerVersion);
  }

  async deprecate(id: string, sunsetAt: string): Promise<void> {
    done((await this.#ask<{ deprecatePartnerVersion: Done }>(deprecateDocument, { input: { id, sunsetAt } })).deprecatePartnerVersion);
  }

  async retire(id: string): Promise<void> {
    done((await this.#ask<{ retirePartnerVersion: Done }>(retireDocument, { input: { id } })).retirePartnerVersion);
  }
}

interface Page {
  readonly nodes: readonly PublishedDocument[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
}

interface Done {
  readonly partnerVersion: { readonly id: string } | null;
  readonly userErrors: readonly UserError[];
}

function done({ partnerVersion, userErrors }: Done): { readonly id: string } {
  if (userErrors.length > 0 || !partnerVersion)
    throw new Error(userErrors.map(({ message, path }) => `${path.join('.')}: ${message}`).join('\n'));
  return partnerVersion;
}
