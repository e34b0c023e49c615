import { type Dataset, reported } from './dataset.js';
import type * as Row from './rows.js';

/** The posts at the root that no source counts, but without which nobody could supervise, dispatch, audit or administer. */
export function staffOffice(dataset: Dataset, centreName: string, centre: Partial<Row.OrganizationRow> = {}): void {
  for (const position of ['STREET_OFFICER', 'STREET_OFFICER', 'STREET_OFFICER', 'AUDITOR', 'SYSTEM_ADMINISTRATOR'] as const) {
    dataset.appoint(dataset.person(), position, dataset.root, { valid_from: dataset.threeYearsBefore });
  }
  const informationCentre = dataset.organization(dataset.root, 'INFORMATION_CENTER', centreName, centre);
  for (let dispatchers = 0; dispatchers < 2; dispatchers++) dataset.appoint(dataset.person(), 'DISPATCHER', informationCentre);
}

/** Cadres of a community: two at least, so that what one has handled another can verify. */
export function staffCommunity(dataset: Dataset, community: Row.OrganizationRow, cadres = 2): void {
  for (let cadre = 0; cadre < cadres; cadre++)
    dataset.appoint(dataset.person(), 'COMMUNITY_CADRE', community, { valid_from: dataset.threeYearsBefore });
}

/** The committee above the office: where the party line and the government line meet. */
export function leadingCommittee(
  dataset: Dataset,
  kind: 'STREET_PARTY_WORKING_COMMITTEE' | 'TOWN_PARTY_COMMITTEE' | 'OFFICE_PARTY_COMMITTEE',
  name: string,
): Row.OrganizationRow {
  const committee = dataset.organization(dataset.root, kind, name, reported);
  dataset.relate(committee, 'LEADS', dataset.root, reported);
  return committee;
}
