import type { Position } from '../modules/organisations/organization.terms.js';
import type { Dataset } from './dataset.js';
import type { PersonPersona } from './personas.js';
import type * as Row from './rows.js';

/** The post behind each persona, and where in the first community it is held. */
const seats: Readonly<
  Record<Exclude<PersonPersona, 'resident'>, readonly [at: 'root' | 'centre' | 'community' | 'company' | 'grid', ...Position[]]>
> = {
  'grid-leader': ['grid', 'GRID_LEADER'],
  'grid-worker': ['grid', 'GRID_WORKER'],
  'community-cadre': ['community', 'COMMUNITY_CADRE'],
  'street-supervisor': ['root', 'STREET_OFFICER'],
  dispatcher: ['centre', 'DISPATCHER'],
  police: ['grid', 'COMMUNITY_POLICE'],
  'property-staff': ['company', 'PROPERTY_MANAGER'],
  chief: ['grid', 'LANE_CHIEF', 'STAIRWELL_CHIEF'],
  auditor: ['root', 'AUDITOR'],
  admin: ['root', 'SYSTEM_ADMINISTRATOR'],
};

/** Gives every persona an account: of several who hold its post, the one who holds the fewest others. */
export function openAccounts(dataset: Dataset, community: Row.OrganizationRow, grid: Row.GridRow): void {
  const below = (parent: Row.OrganizationRow, kind: Row.OrganizationRow['kind']) =>
    dataset.organizations.find((organization) => organization.parent_id === parent.id && organization.kind === kind);
  const places = {
    root: dataset.root.id,
    centre: below(dataset.root, 'INFORMATION_CENTER')?.id,
    community: community.id,
    company: below(community, 'PROPERTY_COMPANY')?.id,
    grid: grid.id,
  };
  const postCount = (personId: string) => dataset.appointments.filter(({ person_id }) => person_id === personId).length;
  const personOf = new Map(dataset.persons.map((person) => [person.id, person]));

  for (const [persona, [at, ...positions]] of Object.entries(seats)) {
    const [holder] = dataset.appointments
      .filter(
        (post) => positions.includes(post.position) && post.valid_to === null && (post.grid_id ?? post.organization_id) === places[at],
      )
      .sort((a, b) => postCount(a.person_id) - postCount(b.person_id));
    if (!holder) throw new Error(`${dataset.jurisdiction.code} has nobody to be ${persona}.`);
    dataset.account(persona as PersonPersona, personOf.get(holder.person_id)!);
  }
  dataset.account('resident', dataset.person(grid));
}

/** Neighbours without a post, who report what they see. Nobody lives in a grid of shops. */
export function settleResidents(dataset: Dataset): void {
  for (const grid of dataset.grids.filter(({ household_count }) => household_count > 0)) {
    for (let residents = 0; residents < (grid.level === 1 ? 2 : 1); residents++) dataset.person(grid);
  }
}
