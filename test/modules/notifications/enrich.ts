import { madeId } from '../../read/made-id.js';
import type { Enriching, Row } from '../../read/world.js';

/** Persons with an account are told of rows of every noun: some that they see, some that they do not. */
export async function enrich({ query }: Enriching): Promise<void> {
  let made = 1_900_000;
  const subjects = {
    Activity: ['activity', 'MOVED_UP'],
    VolunteerHours: ['volunteer_hours', 'HOURS_DECIDED'],
    TeamMembership: ['team_membership', 'ADMITTED_TO_TEAM'],
    NeedItem: ['need_item', 'NEED_FINISHED'],
    Honour: ['honour', 'HONOUR_AWARDED'],
    DeliberationSession: ['deliberation_session', 'INVITED'],
    Topic: ['topic', 'TOPIC_DECIDED'],
    Ballot: ['ballot', 'BALLOT_OPENED'],
    Selection: ['selection', 'SELECTION_PUBLICISED'],
    Covenant: ['covenant', 'COVENANT_ADOPTED'],
    Whistle: ['whistle', 'WHISTLED'],
    GovernanceTheme: ['governance_theme', 'OVERDUE'],
    OutageNotice: ['outage_notice', 'OUTAGE_ANNOUNCED'],
    RateExclusion: ['rate_exclusion', 'EXCLUSION_DECIDED'],
  } as const;
  const people = await query<Row>('select person_id, jurisdiction_id from account where person_id is not null order by subject');
  for (const [noun, [table, kind]] of Object.entries(subjects))
    for (const { person_id, jurisdiction_id } of people) {
      const rows = await query<Row>(`select id from ${table} where jurisdiction_id = $1 order by id limit 2`, [jurisdiction_id]);
      for (const { id } of rows)
        await query(
          `insert into notification (id, jurisdiction_id, person_id, kind, subject_noun, subject_id, at) values ($1, $2, $3, $4, $5, $6, '2026-11-20T10:00:00+08:00')`,
          [madeId(++made, Number.parseInt(id.slice(-4), 16)), jurisdiction_id, person_id, kind, noun, id],
        );
    }
}
