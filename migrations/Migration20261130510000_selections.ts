import { Migration } from '@mikro-orm/migrations';

/** Selections of stairwell chiefs, who recommends a candidate, and who objects. */
export class Migration20261130510000_selections extends Migration {
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

    this.addSql(`create table selection (
      ${base},
      stairwell_id uuid not null,
      candidate_id uuid not null,
      statement text not null,
      recommendation_count int not null default 0,
      recommendations_needed int not null check (recommendations_needed > 0),
      publicised_on date,
      public_until date check (public_until > publicised_on),
      appointment_id uuid,
      state text not null check (state in ('SELF_NOMINATED', 'RESIDENTS_RECOMMENDED', 'COMMUNITY_RECOMMENDED', 'GENERAL_BRANCH_REVIEWED', 'STREET_APPROVED', 'PUBLICITY',
        'RETURNED', 'APPOINTED', 'REJECTED')),
      place text collate "C" not null,
      check ((state = 'APPOINTED') = (appointment_id is not null)),
      check (state not in ('PUBLICITY', 'RETURNED', 'APPOINTED') or public_until is not null),
      check (state in ('SELF_NOMINATED', 'REJECTED') or recommendation_count >= recommendations_needed),
      ${references('stairwell_id', 'stairwell')},
      ${references('candidate_id', 'person')},
      ${references('appointment_id', 'appointment')}
    )`);
    for (const level of [1, 2, 3, 4, 5, 6])
      this.addSql(`create index selection_level_${level} on selection (left(place, ${level * 4}), created_at desc, id desc)`);
    this.addSql(`create index selection_public on selection (created_at desc, id desc) where state in ('PUBLICITY', 'APPOINTED')`);
    this.addSql('create index selection_stairwell on selection (stairwell_id, created_at desc, id desc)');
    this.addSql('create index selection_candidate on selection (candidate_id, created_at desc, id desc)');
    this.addSql('create unique index selection_appointment on selection (appointment_id) where appointment_id is not null');
    this.addSql(
      `create unique index selection_running on selection (stairwell_id, candidate_id) where state not in ('APPOINTED', 'REJECTED')`,
    );

    this.addSql(`create table selection_recommendation (
      selection_id uuid not null,
      jurisdiction_id uuid not null,
      person_id uuid not null,
      at timestamptz(3) not null,
      primary key (selection_id, person_id),
      ${references('selection_id', 'selection')},
      ${references('person_id', 'person')}
    )`);

    this.addSql(`create table selection_objection (
      ${base},
      selection_id uuid not null,
      person_id uuid not null,
      text text not null,
      state text not null check (state in ('OPEN', 'UPHELD', 'DISMISSED')),
      decision text,
      decided_by_id uuid,
      place text collate "C" not null,
      check ((state = 'OPEN') = (decided_by_id is null)),
      ${references('selection_id', 'selection')},
      ${references('person_id', 'person')},
      ${references('decided_by_id', 'person')}
    )`);
    this.addSql('create index selection_objection_selection on selection_objection (selection_id, created_at, id)');
    this.addSql(`create unique index selection_objection_open on selection_objection (selection_id, person_id) where state = 'OPEN'`);
  }

  override down(): void {
    for (const table of ['selection_objection', 'selection_recommendation', 'selection']) this.addSql(`drop table ${table}`);
  }
}
