import { type Sql, sql, viewerPerson } from '../../read/sql.js';
import { isMember, isOnRoster, meetsInPublic } from '../deliberation/belonging.js';

/** Electors of a ballot for whom the viewer may vote: their own, and those whose proxy they hold. `electors` is the alias of ballot_elector. */
export const isCastByViewer = (elector: Sql): Sql => sql`(${elector}.person_ids @> array[${viewerPerson}]
  or exists (select from ballot_proxy p where p.elector_id = ${elector}.id and p.holder_id = ${viewerPerson} and p.revoked_at is null))`;

/**
 * Whether a topic that was admitted is known to the viewer: everybody knows what is deliberated in public, and what published minutes tell of; else who belongs to the
 * body, who has a vote on it or casts one, and who carries it out.
 */
export const isKnown = (topic: Sql, body: Sql): Sql => sql`(${meetsInPublic(body)} or ${isMember(body)} or ${isOnRoster(body)}
  or exists (select from topic t join deliberation_session s on s.id = t.session_id where t.id = ${topic} and s.state = 'MINUTES_PUBLISHED')
  or exists (select from ballot b join ballot_elector e on e.ballot_id = b.id where b.topic_id = ${topic} and ${isCastByViewer(sql`e`)})
  or exists (select from decision d where d.topic_id = ${topic} and d.responsible_id = ${viewerPerson}))`;
