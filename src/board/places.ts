import type { Identity } from '../explorer/identity.js';
import { BoardPlacesDocument, BoardViewerDocument } from './generated/graphql.js';
import { allOf, ask } from './graph.js';

/** What a board can be of: a street or town, or one of its communities. */
export interface Place {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  /** The street or town; itself for one. */
  readonly root: { readonly id: string; readonly code: string; readonly name: string };
}

/** The streets and towns with their communities: all of them, or those below `within`. */
export async function placesOf(identity: Identity, within: string | null): Promise<readonly Place[]> {
  const found = await allOf(async (after) => (await ask(identity, BoardPlacesDocument, { within, after })).organizations);
  return found.map(({ ancestors: [root], ...place }) => ({ ...place, root: root ?? place }));
}

/** The street or town where the viewer has rights; null for who has none. */
export async function rootOf(identity: Identity): Promise<string | null> {
  const { viewer } = await ask(identity, BoardViewerDocument, {});
  for (const { scope } of viewer?.roles ?? []) {
    const organization = scope && 'community' in scope ? scope.community : scope;
    if (organization && 'id' in organization) return organization.ancestors[0]?.id ?? organization.id;
  }
  return null;
}
