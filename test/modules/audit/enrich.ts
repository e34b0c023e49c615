import { madeId } from '../../read/made-id.js';
import type { Enriching, Row } from '../../read/world.js';

/** Lines of the audit log of all sorts: by people, clients and nobody, about rows of several nouns, with purposes and without, chained and not. */
export async function enrich({ query }: Enriching): Promise<void> {
  const people = await query<Row>(
    `select id, jurisdiction_id from person where jurisdiction_id = (select id from organization where code = '002') order by id limit 4`,
  );
  const jurisdiction = people[0]!.jurisdiction_id;
  for (let n = 0; n < 40; n++) {
    const person = people[n % 4]!.id;
    await query(
      `insert into audit (id, jurisdiction_id, at, actor_id, client, action, subject_noun, subject_id, purpose, fields) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        madeId(90_000 + n, 3),
        jurisdiction,
        `2026-11-0${1 + (n % 5)}T08:00:00.${n % 3 === 0 ? '120' : '000'}Z`,
        n % 3 === 0 ? null : person,
        n % 6 === 0 ? 'partner' : null,
        ['revealPersonalData', 'appointPerson', 'reportIncident'][n % 3],
        n % 7 === 0 ? null : n % 2 ? 'Person' : 'Organization',
        n % 7 === 0 ? null : n % 2 ? person : jurisdiction,
        n % 4 === 0 ? '"核对" 50%\n' : null,
        n % 4 === 0 ? ['NAME', 'PHONE'] : [],
      ],
    );
    if (n % 5)
      await query('insert into audit_link values ($1, $2, $3, sha256($4))', [jurisdiction, 1000 + n, madeId(90_000 + n, 3), 'link']);
  }
}
