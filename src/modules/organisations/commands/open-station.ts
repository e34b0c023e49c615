import { demand } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import { fail, ok } from '../../../kernel/result.js';
import { textOf, textsOf } from '../../../kernel/text.js';
import type { Command, Idempotent } from '../../../work/command.js';
import { mayManageOrganizations } from '../organization.policy.js';
import type { PremisesKind, StationKind } from '../organization.terms.js';
import { Station, StationSite } from '../station.entity.js';
import { findOrganization, findSeat, jurisdictionOf, lockTree } from './find.js';

export interface OpenStation extends Idempotent {
  readonly hostId: string;
  readonly gridId?: string | null;
  readonly name: string;
  readonly kind: StationKind;
  readonly address: string;
  readonly premises?: PremisesKind | null;
  readonly areaSqm?: number | null;
  readonly functions?: readonly string[] | null;
  readonly openedOn?: string | null;
}

/** Opens a station. Stations at one address share its site. */
export const openStation: Command<OpenStation> = async (work, input) => {
  const host = await findOrganization(work, input.hostId, 'hostId');
  demand(mayManageOrganizations(work.viewer, host.place), 'Only administrators and street officers open stations, in their own subtree.');
  const jurisdiction = jurisdictionOf(work);
  // A host that is being moved comes to rest first: the station copies its place.
  await lockTree(work, jurisdiction.id);
  await work.em.refresh(host);
  if (host.status !== 'ACTIVE') return fail('INVALID', 'The host is no longer at work.', 'hostId');
  const grid = input.gridId == null ? null : await findSeat(work, input.gridId, 'gridId', 'Grid');
  if (grid && grid.jurisdictionId !== jurisdiction.id) return fail('INVALID', 'The grid belongs to another jurisdiction.', 'gridId');
  if (grid && grid.status !== 'ACTIVE') return fail('INVALID', 'The grid is no longer at work.', 'gridId');
  const functions = textsOf(input.functions, 'functions');
  if (!functions.ok) return functions;
  const name = textOf(input.name, 'name', 100);
  if (!name.ok) return name;
  const address = textOf(input.address, 'address', 200);
  if (!address.ok) return address;
  if (input.areaSqm != null && input.areaSqm <= 0) return fail('INVALID', 'areaSqm must be more than 0.', 'areaSqm');

  const siteId = newId(jurisdiction.number);
  // Two stations opened at once at a new address still share one site.
  await work.sql(
    'insert into station_site (id, jurisdiction_id, address) values (?, ?, ?) on conflict (jurisdiction_id, address) do nothing',
    [siteId, jurisdiction.id, address.value],
  );
  const site = await work.em.findOneOrFail(StationSite, { jurisdictionId: jurisdiction.id, address: address.value });
  const station = work.em.create(Station, {
    id: newId(jurisdiction.number),
    jurisdictionId: jurisdiction.id,
    name: name.value,
    kind: input.kind,
    host: host.id,
    gridId: grid?.id ?? null,
    site: site.id,
    premises: input.premises ?? null,
    areaSqm: input.areaSqm ?? null,
    functions: functions.value,
    openedOn: input.openedOn ?? null,
    place: host.place,
  });
  return ok({ id: station.id });
};
