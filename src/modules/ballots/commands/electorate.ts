import { dayOf } from '../../../kernel/clock.js';
import { refuse } from '../../../kernel/result.js';
import type { Work } from '../../../work/command.js';
import type { DeliberationBody } from '../../deliberation/body.entity.js';
import type { Electorate } from '../../deliberation/deliberation.terms.js';
import type { DeliberationSession } from '../../deliberation/session.entity.js';
import { IS_ADULT } from '../../households/commands/adult.js';
import type { BallotWeight } from '../ballots.terms.js';

/** What a vote weighs follows from who has one. */
export const weightOf: Readonly<Record<Electorate, BallotWeight>> = {
  MEMBERS: 'ONE_PERSON',
  RESIDENTS: 'ONE_PERSON',
  HOUSEHOLDS: 'HOUSEHOLD',
  OWNERS: 'AREA_AND_HEADS',
};

interface Elector {
  /** Who may cast it. */
  readonly personIds: readonly string[];
  readonly household: string | null;
  /** Square decimetres. */
  readonly area: number;
}

/** Who has a vote now: the members when the session was opened, adults who live where the body deliberates, its households, or its owners. */
export async function electorsOf(
  work: Work,
  electorate: Electorate,
  body: DeliberationBody,
  session: DeliberationSession,
): Promise<Elector[]> {
  const today = dayOf(work.now());
  switch (electorate) {
    case 'MEMBERS':
      return (session.electorIds ?? []).map((person) => ({ personIds: [person], household: null, area: 0 }));
    case 'RESIDENTS':
      return work.sql(
        `select array[r.person_id] as "personIds", null as household, 0 as area from resident r
         where r.jurisdiction_id = ? and r.status = 'ACTIVE' and r.place ^@ ? and ${IS_ADULT}`,
        [body.jurisdictionId, body.place, today],
      );
    case 'HOUSEHOLDS':
      return work.sql(
        `select array_agg(m.person_id) as "personIds", h.id as household, 0 as area from household h
           join household_member m on m.household_id = h.id and m.valid_to is null join resident r on r.person_id = m.person_id
         where h.jurisdiction_id = ? and h.dissolved_on is null and h.place ^@ ? and ${IS_ADULT} group by h.id`,
        [body.jurisdictionId, body.place, today],
      );
    case 'OWNERS':
      return ownersOf(work, body);
  }
}

/**
 * One unit is one head; several units of the same owners are one head with all their area; co-owners of a unit are one head. A unit whose owners nobody knows is a head
 * that nobody casts: it counts among all owners.
 */
async function ownersOf(work: Work, body: DeliberationBody): Promise<Elector[]> {
  const units = await work.sql<{ id: string; area: number | null; owners: string[] }>(
    `select d.id, d.area_sqdm as area, array(select distinct o.person_id from occupancy o
        where o.dwelling_id = d.id and o.kind in ('OWNER', 'OWNER_OCCUPIER') and o.valid_to is null order by o.person_id) as owners
     from dwelling d where d.jurisdiction_id = ? and d.place ^@ ?`,
    [body.jurisdictionId, body.place],
  );
  const unmeasured = units.filter(({ area }) => area === null).length;
  if (unmeasured > 0)
    refuse(
      'WRONG_STATE',
      'The floor area of {count} dwellings is not registered: no vote can be counted by area. 还有 {count} 套房屋未登记专有面积，无法按面积计票。',
      'id',
      { count: unmeasured },
    );
  const byOwners = Map.groupBy(units, ({ id, owners }) => (owners.length === 0 ? id : owners.join()));
  return [...byOwners.values()].map((own) => ({
    personIds: own[0]!.owners,
    household: null,
    area: own.reduce((sum, { area }) => sum + area!, 0),
  }));
}
