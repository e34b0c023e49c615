import { outsideKinds } from '../modules/incidents/incident.terms.js';
import type { Position } from '../modules/organisations/organization.terms.js';
import type { Dataset } from './dataset.js';
import type * as Row from './rows.js';

/** Who takes part in what happens on a grid: ids of persons and organisations. */
export interface Actors {
  readonly community: string;
  /** Two at least: one handles the community's part, another can verify. */
  readonly cadres: readonly string[];
  /** The organisation above the community, and who acts for it. */
  readonly street: { readonly id: string; readonly officer: string };
  /** A body that incidents are forwarded to. */
  readonly outside: string;
  readonly company: { readonly id: string; readonly manager: string };
  /** Null on a vacant grid. */
  readonly leader: string | null;
  readonly workers: readonly string[];
  /** People of the grid who hold no post. */
  readonly residents: readonly string[];
}

/** Reads the actors of any grid from the dataset's appointments: the current ones, or those of a day. */
export function actorsOf(dataset: Dataset, day?: string): (grid: Row.GridRow) => Actors {
  const isHeld = ({ valid_from, valid_to }: Row.AppointmentRow) =>
    day === undefined ? valid_to === null : valid_from <= day && (valid_to === null || valid_to > day);
  const holders = new Map<string, string[]>();
  const posted = new Set<string>();
  for (const post of dataset.appointments) {
    posted.add(post.person_id);
    if (!isHeld(post)) continue;
    const seat = `${post.grid_id ?? post.organization_id}/${post.position}`;
    holders.set(seat, [...(holders.get(seat) ?? []), post.person_id]);
  }
  const current = (at: string, position: Position) => holders.get(`${at}/${position}`) ?? [];
  const companyOf = new Map(
    dataset.organizations
      .filter(({ kind }) => kind === 'PROPERTY_COMPANY')
      .map(({ id, parent_id }) => [parent_id, { id, manager: current(id, 'PROPERTY_MANAGER')[0]! }]),
  );
  const street = { id: dataset.root.id, officer: current(dataset.root.id, 'STREET_OFFICER')[0]! };
  const outside = dataset.organizations.find(({ kind }) => outsideKinds.includes(kind))!.id;
  const residents = dataset.persons.filter(({ id }) => !posted.has(id));
  return (grid) => ({
    community: grid.community_id,
    street,
    outside,
    cadres: current(grid.community_id, 'COMMUNITY_CADRE'),
    company: companyOf.get(grid.community_id)!,
    leader: current(grid.id, 'GRID_LEADER')[0] ?? null,
    workers: current(grid.id, 'GRID_WORKER'),
    residents: residents.filter(({ id }) => dataset.homeOf.get(id) === grid).map(({ id }) => id),
  });
}
