import { read } from './graph.js';
import { holderOf, type Identity } from './identity.js';

/** Real things of the graph that the prepared operations are about. */
export interface Place {
  /** The root of the jurisdiction. */
  readonly id: string;
  readonly code: string;
  readonly grid: { readonly id: string; readonly code: string };
  /** Null for who may not know: the categories are those of the viewer's jurisdiction. */
  readonly categoryId: string | null;
}

interface Ref {
  readonly id: string;
  readonly code: string;
}
interface Organization extends Ref {
  readonly ancestors: readonly Ref[];
}
interface Grid extends Ref {
  readonly community: Organization;
}

const PLACE = `query ExplorerPlace {
  viewer { person { appointments { grid { ...Where } organization { ...Root grids(first: 1) { nodes { ...Where } } } } } }
  grids(first: 1) { nodes { ...Where } }
  incidentCategories { id name reportable }
}
fragment Where on Grid { id code community { ...Root } }
fragment Root on Organization { id code ancestors { id code } }`;

interface PlaceData {
  readonly viewer: {
    readonly person: {
      readonly appointments: readonly {
        readonly grid: Grid | null;
        readonly organization: (Organization & { readonly grids: { readonly nodes: readonly Grid[] } }) | null;
      }[];
    } | null;
  } | null;
  readonly grids: { readonly nodes: readonly Grid[] };
  readonly incidentCategories: readonly { readonly id: string; readonly name: string; readonly reportable: boolean }[];
}

/** The grid where the viewer serves, or the first below their organisation, or the first of all; its jurisdiction, and a category for a broken street light. */
export async function lookUp(identity: Identity): Promise<Place | null> {
  const { viewer, grids, incidentCategories } = await read<PlaceData>(identity, { query: PLACE });
  const posts = viewer?.person?.appointments ?? [];
  const grid =
    posts.find((post) => post.grid)?.grid ?? posts.flatMap(({ organization }) => organization?.grids.nodes ?? [])[0] ?? grids.nodes[0];
  if (!grid) return null;
  const root = grid.community.ancestors[0] ?? grid.community;
  const reportable = incidentCategories.filter((category) => category.reportable);
  const category = reportable.find(({ name }) => name.includes('路灯')) ?? reportable[0];
  return { id: root.id, code: root.code, grid: { id: grid.id, code: grid.code }, categoryId: category?.id ?? null };
}

const NAMES = `query ExplorerCommunities($codes: [String!]!) {
  organizations(first: 100, filter: { codes: $codes }) {
    nodes { code name descendants(first: 1, filter: { kinds: [COMMUNITY] }) { nodes { name } } }
  }
}`;

interface NamesData {
  readonly organizations: {
    readonly nodes: readonly {
      readonly code: string;
      readonly name: string;
      readonly descendants: { readonly nodes: readonly { readonly name: string }[] };
    }[];
  };
}

/** What the demo's streets and towns are called, with their first community, by code. */
export async function namesOf(codes: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { organizations } = await read<NamesData>(holderOf(null), { query: NAMES, variables: { codes } });
  return new Map(
    organizations.nodes.map(({ code, name, descendants }) => [code, [name, ...descendants.nodes.map((node) => node.name)].join(' · ')]),
  );
}
