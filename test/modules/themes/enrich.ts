import { madeId } from '../../read/made-id.js';
import type { Enriching } from '../../read/world.js';

const states = ['PROPOSED', 'UNDER_ANALYSIS', 'MEASURES', 'OBSERVING', 'CLOSED', 'DROPPED'] as const;

/** Themes of grids, communities and streets in each state, some after an earlier observation, with measures of all kinds by several organisations. */
export async function enrich({ query }: Enriching): Promise<void> {
  let made = 0;
  const seats = await query<{ id: string; noun: string; jurisdiction_id: string; number: number; place: string; lead: string }>(
    `select o.id, 'organization' as noun, o.jurisdiction_id, r.number, o.place, o.id as lead, o.code from organization o join organization r on r.id = o.jurisdiction_id
     where o.code in ('000', '000-C1', '002-C1')
     union all select g.id, 'grid', g.jurisdiction_id, r.number, g.place, g.community_id, g.code from grid g join organization r on r.id = g.jurisdiction_id
     where g.code in ('000-G01', '002-G01', '002-G01-01-AAA') order by code`,
  );
  const organizations = await query<{ id: string; jurisdiction_id: string }>(
    `select id, jurisdiction_id from organization where status = 'ACTIVE' and kind in ('COMMUNITY', 'PROPERTY_COMPANY', 'GOVERNMENT_DEPARTMENT') order by code`,
  );
  const people = await query<{ person_id: string; jurisdiction_id: string }>(
    `select person_id, jurisdiction_id from account where subject like 'community-cadre%' or subject like 'street-supervisor%' order by subject`,
  );
  const categories = await query<{ id: string; jurisdiction_id: string }>(
    `select id, jurisdiction_id from incident_category where code in ('STREET_LIGHT', 'RUBBISH', 'WATER_SUPPLY', 'FIRE_LANE') order by code`,
  );
  const day = (n: number) => `2026-${n < 30 ? '10' : '11'}-${String(1 + (n % 30)).padStart(2, '0')}T02:00:00.000Z`;
  for (const [n, seat] of Array.from({ length: states.length }, () => seats)
    .flat()
    .entries()) {
    const { jurisdiction_id, number, place, lead } = seat;
    const state = states[Math.floor(n / seats.length)]!;
    const ofJurisdiction = <T extends { jurisdiction_id: string }>(rows: readonly T[]) =>
      rows.filter((row) => row.jurisdiction_id === jurisdiction_id);
    const pick = <T extends { jurisdiction_id: string }>(rows: readonly T[], turn: number): T => {
      const own = ofJurisdiction(rows);
      return own[turn % own.length]!;
    };
    const id = madeId(950_000 + made++, number);
    const history = (noun: string, subject: string, verb: string, to: string) =>
      query(
        `insert into history (id, jurisdiction_id, subject_noun, subject_id, verb, to_state, note, actor_id, at) values ($1, $2, $3, $4, $5, $6, '登记', $7, $8)`,
        [...[madeId(950_000 + made++, number), jurisdiction_id, noun, subject, verb, to, pick(people, n).person_id, day(n % 20)]],
      );
    const has = states.indexOf(state) >= 2 && state !== 'DROPPED';
    const leads = n % 3 === 2 ? pick(organizations, n).id : lead;
    const measures = has
      ? (['DONE', 'WITHDRAWN', ...(state === 'MEASURES' && n % 2 === 0 ? ['PLANNED'] : [])] as const).map((of, k) => ({
          of,
          at: pick(organizations, n + k).id,
        }))
      : [];
    const wasObserved = state === 'OBSERVING' || state === 'CLOSED' || (state === 'MEASURES' && n % 3 === 0);
    const isLong = n % 4 === 0;
    await query(
      `insert into governance_theme (id, jurisdiction_id, title, category_id, ${seat.noun}_id, grid_ids, lead_id, responsible_id, opened_from, opened_to, baseline,
         opened_at, cause, observed_from, observed_until, recurring, recurring_of, due_at, ended_at, involved_ids, state, place)
       values ($1, $2, $3, $4, $5, $6, $7, $8, '2026-09-05', '2026-10-20', 3, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)`,
      [
        ...[id, jurisdiction_id, `反复 ${n}`, pick(categories, n).id, seat.id, seat.noun === 'grid' ? [seat.id] : [], leads],
        ...[pick(people, n).person_id, day(20 + (n % 9)), state === 'PROPOSED' ? null : '巡查不足'],
        ...(wasObserved ? [day(20), isLong ? '2099-01-01T00:00:00Z' : day(45)] : [null, null]),
        ...(wasObserved && state !== 'OBSERVING' ? [n % 3, n % 4] : [null, null]),
        ...[state === 'OBSERVING' || (state === 'MEASURES' && n % 2 === 0) ? '2026-12-01T16:00:00Z' : null],
        ...[
          state === 'CLOSED' || state === 'DROPPED' ? day(48) : null,
          [...new Set([leads, ...measures.map(({ at }) => at)])],
          state,
          place,
        ],
      ],
    );
    await history('GovernanceTheme', id, 'openTheme', 'PROPOSED');
    for (const { of, at } of measures) {
      const measure = madeId(950_000 + made++, number);
      await query(
        `insert into theme_measure (id, jurisdiction_id, theme_id, text, organization_id, due_on, done_at, state, place) values ($1, $2, $3, '每周巡查', $4, $5, $6, $7, $8)`,
        [
          measure,
          jurisdiction_id,
          id,
          at,
          n % 4 === 0 ? '2026-11-01' : '2026-11-30',
          of === 'DONE' ? day(n % 2 ? 15 : 40) : null,
          of,
          place,
        ],
      );
      await history('ThemeMeasure', measure, 'addMeasure', 'PLANNED');
    }
  }
}
