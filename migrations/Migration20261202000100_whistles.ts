import { Migration } from '@mikro-orm/migrations';

/** Calls of departments to a place, and what each of them answers. */
export class Migration20261202000100_whistles extends Migration {
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

    this.addSql(`create table whistle (
      ${base},
      organization_id uuid not null,
      grid_id uuid,
      incident_id uuid,
      title text not null,
      description text,
      site text not null,
      arrive_by timestamptz(3) not null,
      called_by_id uuid not null,
      called_at timestamptz(3) not null,
      called_ids uuid[] not null check (called_ids <> '{}'),
      outcome text,
      ended_at timestamptz(3),
      state text not null check (state in ('CALLED', 'CONCLUDED', 'CANCELLED')),
      place text collate "C" not null,
      check ((state = 'CALLED') = (ended_at is null)),
      check ((state = 'CONCLUDED') = (outcome is not null)),
      check (arrive_by > called_at),
      ${references('organization_id', 'organization')},
      ${references('grid_id', 'grid')},
      ${references('incident_id', 'incident')},
      ${references('called_by_id', 'person')}
    )`);
    for (const level of [1, 2, 3, 4, 5])
      this.addSql(`create index whistle_level_${level} on whistle (left(place, ${level * 4}), called_at desc, id desc)`);
    this.addSql('create index whistle_called on whistle using gin (called_ids)');
    this.addSql('create index whistle_incident on whistle (incident_id, called_at desc, id desc) where incident_id is not null');
    this.addSql(`create index whistle_open on whistle (organization_id) where state = 'CALLED'`);

    this.addSql(`create table whistle_answer (
      ${base},
      whistle_id uuid not null,
      organization_id uuid not null,
      state text not null check (state in ('CALLED', 'PROMISED', 'DECLINED', 'ARRIVED', 'ABSENT', 'RELEASED')),
      arrived_at timestamptz(3),
      attendance_score int check (attendance_score between 1 and 5),
      attendance_comment text,
      call_score int check (call_score between 1 and 5),
      call_comment text,
      place text collate "C" not null,
      check ((state = 'ARRIVED') = (arrived_at is not null)),
      check (attendance_comment is null or attendance_score is not null),
      check (call_comment is null or call_score is not null),
      ${references('whistle_id', 'whistle')},
      ${references('organization_id', 'organization')}
    )`);
    this.addSql('create unique index whistle_answer_once on whistle_answer (whistle_id, organization_id)');
    this.addSql('create index whistle_answer_place on whistle_answer (place)');
    this.addSql(`create index whistle_answer_awaited on whistle_answer (organization_id) where state in ('CALLED', 'PROMISED')`);
  }

  override down(): void {
    this.addSql('drop table whistle_answer, whistle');
  }
}
