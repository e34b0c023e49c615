import { Migration } from '@mikro-orm/migrations';

/** Covenants, the versions of their text, who signed them, and their breaches. */
export class Migration20261130500000_covenants extends Migration {
  override up(): void {
    const base = `
      id uuid not null,
      jurisdiction_id uuid not null,
      provenance text not null default 'RECORDED' check (provenance in ('RECORDED', 'REPORTED', 'SYNTHETIC')),
      created_at timestamptz(3) not null default now(),
      updated_at timestamptz(3) not null default now(),
      version int not null default 1,
      primary key (id, jurisdiction_id)`;
    const references = (column: string, table: string) =>
      `foreign key (${column}, jurisdiction_id) references ${table} (id, jurisdiction_id)`;

    this.addSql(`create table covenant (
      ${base},
      kind text not null,
      title text not null,
      organization_id uuid not null,
      grid_id uuid,
      supervisor_ids uuid[] not null default '{}',
      state text not null check (state in ('DRAFT', 'ADOPTED', 'ENDED', 'WITHDRAWN')),
      place text collate "C" not null,
      ${references('organization_id', 'organization')},
      ${references('grid_id', 'grid')}
    )`);
    for (const level of [1, 2, 3, 4, 5])
      this.addSql(`create index covenant_level_${level} on covenant (left(place, ${level * 4}), title, id)`);
    this.addSql(`create index covenant_known on covenant (title, id) where state in ('ADOPTED', 'ENDED')`);
    this.addSql('create index covenant_organization on covenant (organization_id)');
    this.addSql('create index covenant_grid on covenant (grid_id) where grid_id is not null');

    this.addSql(`create table covenant_version (
      ${base},
      covenant_id uuid not null,
      number int not null,
      text text not null,
      drafter_ids uuid[] not null default '{}',
      written_at timestamptz(3) not null,
      topic_id uuid,
      session_id uuid,
      adopted_at timestamptz(3),
      valid_from date,
      valid_to date check (valid_to >= valid_from),
      place text collate "C" not null,
      check (num_nulls(topic_id, session_id, adopted_at, valid_from) in (0, 4)),
      check (adopted_at >= written_at),
      ${references('covenant_id', 'covenant')},
      ${references('topic_id', 'topic')},
      ${references('session_id', 'deliberation_session')}
    )`);
    this.addSql('create unique index covenant_version_number on covenant_version (covenant_id, number)');
    this.addSql('create unique index covenant_version_draft on covenant_version (covenant_id) where valid_from is null');
    this.addSql(
      'create unique index covenant_version_last on covenant_version (covenant_id) where valid_from is not null and valid_to is null',
    );
    this.addSql('create unique index covenant_version_topic on covenant_version (topic_id) where topic_id is not null');

    this.addSql(`create table covenant_signature (
      ${base},
      covenant_version_id uuid not null,
      household_id uuid not null,
      signed_by_id uuid not null,
      signed_at timestamptz(3) not null,
      withdrawn_at timestamptz(3) check (withdrawn_at >= signed_at),
      place text collate "C" not null,
      ${references('covenant_version_id', 'covenant_version')},
      ${references('household_id', 'household')},
      ${references('signed_by_id', 'person')}
    )`);
    this.addSql('create index covenant_signature_version on covenant_signature (covenant_version_id, signed_at, id)');
    this.addSql(
      'create unique index covenant_signature_once on covenant_signature (covenant_version_id, household_id) where withdrawn_at is null',
    );
    this.addSql('create index covenant_signature_household on covenant_signature (household_id)');

    this.addSql(`create table covenant_breach (
      ${base},
      covenant_id uuid not null,
      text text not null,
      reporter_id uuid not null,
      topic_id uuid,
      incident_id uuid,
      state text not null check (state in ('REPORTED', 'TURNED_INTO_TOPIC', 'TURNED_INTO_INCIDENT', 'DISMISSED')),
      place text collate "C" not null,
      check ((state = 'TURNED_INTO_TOPIC') = (topic_id is not null)),
      check ((state = 'TURNED_INTO_INCIDENT') = (incident_id is not null)),
      ${references('covenant_id', 'covenant')},
      ${references('reporter_id', 'person')},
      ${references('topic_id', 'topic')},
      ${references('incident_id', 'incident')}
    )`);
    for (const level of [1, 2, 3, 4, 5])
      this.addSql(`create index covenant_breach_level_${level} on covenant_breach (left(place, ${level * 4}), created_at desc, id desc)`);
    this.addSql('create index covenant_breach_covenant on covenant_breach (covenant_id, created_at desc, id desc)');
    this.addSql('create index covenant_breach_reporter on covenant_breach (reporter_id, created_at desc, id desc)');
    this.addSql('create unique index covenant_breach_topic on covenant_breach (topic_id) where topic_id is not null');
    this.addSql('create unique index covenant_breach_incident on covenant_breach (incident_id) where incident_id is not null');
  }

  override down(): void {
    for (const table of ['covenant_breach', 'covenant_signature', 'covenant_version', 'covenant']) this.addSql(`drop table ${table}`);
  }
}
