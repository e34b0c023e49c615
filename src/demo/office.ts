import { type Book, reported } from './book.js';
import type * as Row from './rows.js';

/** The posts at the root that no source counts, but without which nobody could supervise, dispatch, audit or administer. */
export function staffOffice(book: Book, centreName: string, centre: Partial<Row.OrganizationRow> = {}): void {
  for (const position of ['STREET_OFFICER', 'STREET_OFFICER', 'STREET_OFFICER', 'AUDITOR', 'SYSTEM_ADMINISTRATOR'] as const) {
    book.appoint(book.person(), position, book.root);
  }
  const informationCentre = book.organization(book.root, 'INFORMATION_CENTER', centreName, centre);
  for (let dispatchers = 0; dispatchers < 2; dispatchers++) book.appoint(book.person(), 'DISPATCHER', informationCentre);
}

/** Cadres of a community: two at least, so that what one has handled another can verify. */
export function staffCommunity(book: Book, community: Row.OrganizationRow, cadres = 2): void {
  for (let cadre = 0; cadre < cadres; cadre++) book.appoint(book.person(), 'COMMUNITY_CADRE', community);
}

/** The committee above the office: where the party line and the government line meet. */
export function leadingCommittee(
  book: Book,
  kind: 'STREET_PARTY_WORKING_COMMITTEE' | 'TOWN_PARTY_COMMITTEE' | 'OFFICE_PARTY_COMMITTEE',
  name: string,
): Row.OrganizationRow {
  const committee = book.organization(book.root, kind, name, reported);
  book.relate(committee, 'LEADS', book.root, reported);
  return committee;
}
