import { dayOf } from '../../../kernel/clock.js';
import type { Place } from '../../../kernel/place.js';
import type { Work } from '../../../work/command.js';

/** An organisation or a grid that is told. */
export interface Addressee {
  readonly organization: string | null;
  readonly grid: string | null;
  readonly place: Place;
}

/**
 * Who is told of an outage: communities in the area, and around it; property companies that lie in it, look after an estate there, or have a contract with somebody
 * there; grids in the area. All of them are at work, and stay so until this transaction ends.
 */
export async function recipientsOf(
  work: Work,
  jurisdictionId: string,
  areas: readonly Place[],
  utility: string,
): Promise<readonly Addressee[]> {
  const today = dayOf(work.now());
  const organizations = await work.sql<Addressee>(
    `select o.id as organization, null as grid, o.place from organization o
     where o.jurisdiction_id = ? and o.status = 'ACTIVE' and o.id <> ? and exists (select from unnest(?::text[]) area (place) where case o.kind
       when 'COMMUNITY' then o.place ^@ area.place or area.place ^@ o.place
       when 'PROPERTY_COMPANY' then o.place ^@ area.place
         or exists (select from estate e where e.property_company_id = o.id and e.place ^@ area.place)
         or exists (select from estate e join building b on b.estate_id = e.id join stairwell s on s.building_id = b.id
           where e.property_company_id = o.id and s.place ^@ area.place)
         or exists (select from organization_relation c join organization client on client.id = c.to_id where c.from_id = o.id
           and c.kind = 'CONTRACTED_BY' and c.valid_from <= ? and (c.valid_to is null or c.valid_to > ?) and client.place ^@ area.place)
       end) order by o.kind, o.place for share of o`,
    [jurisdictionId, utility, areas, today, today],
  );
  const grids = await work.sql<Addressee>(
    `select null as organization, g.id as grid, g.place from grid g
     where g.jurisdiction_id = ? and g.status = 'ACTIVE' and exists (select from unnest(?::text[]) area (place) where g.place ^@ area.place)
     order by g.place for share`,
    [jurisdictionId, areas],
  );
  return [...organizations, ...grids];
}
