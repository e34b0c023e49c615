import { Migration } from '@mikro-orm/migrations';

/** Honours, and objections to them. */
export class Migration20261129121000_honours extends Migration {
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

    this.addSql(`create table honour (
      ${base},
      kind text not null,
      level text not null,
      person_id uuid,
      household_id uuid,
      team_id uuid,
      unit_id uuid,
      organization_id uuid not null,
      merits text not null,
      nominated_by_id uuid not null,
      publicised_on date,
      public_until date check (public_until > publicised_on),
      awarded_on date check (awarded_on > public_until),
      state text not null default 'NOMINATED',
      place text collate "C" not null,
      check (num_nonnulls(person_id, household_id, team_id, unit_id) = 1),
      check ((state = 'AWARDED') = (awarded_on is not null)),
      ${references('person_id', 'person')},
      ${references('household_id', 'household')},
      ${references('team_id', 'volunteer_team')},
      ${references('unit_id', 'organization')},
      ${references('organization_id', 'organization')},
      ${references('nominated_by_id', 'person')}
    )`);
    for (const level of [1, 2, 3])
      this.addSql(`create index honour_level_${level} on honour (left(place, ${level * 4}), created_at desc, id desc)`);
    this.addSql('create index honour_nominated_by on honour (nominated_by_id)');
    this.addSql('create index honour_team on honour (team_id) where team_id is not null');

    this.addSql(`create table honour_objection (
      ${base},
      honour_id uuid not null,
      person_id uuid not null,
      text text not null,
      state text not null default 'OPEN',
      decision text,
      decided_by_id uuid,
      place text collate "C" not null,
      ${references('honour_id', 'honour')},
      ${references('person_id', 'person')},
      ${references('decided_by_id', 'person')}
    )`);
    this.addSql('create index honour_objection_honour on honour_objection (honour_id, created_at, id)');
    this.addSql(`create unique index honour_objection_once on honour_objection (honour_id, person_id) where state = 'OPEN'`);
  }

  override down(): void {
    for (const table of ['honour_objection', 'honour']) this.addSql(`drop table ${table}`);
  }
}
