import { Migration } from '@mikro-orm/migrations';

/** Volunteer hours. What is added up over a period, of a person or a team, is all in one index. */
export class Migration20261129101000_volunteer_hours extends Migration {
  override up(): void {
    const references = (column: string, table: string) =>
      `foreign key (${column}, jurisdiction_id) references ${table} (id, jurisdiction_id)`;
    this.addSql(`create table volunteer_hours (
      id uuid not null,
      jurisdiction_id uuid not null,
      provenance text not null default 'RECORDED' check (provenance in ('RECORDED', 'REPORTED', 'SYNTHETIC')),
      created_at timestamptz(3) not null default now(),
      updated_at timestamptz(3) not null default now(),
      version int not null default 1,
      person_id uuid not null,
      team_id uuid not null,
      activity_id uuid,
      starts_at timestamptz(3) not null,
      ends_at timestamptz(3) not null check (ends_at > starts_at),
      minutes int not null check (minutes > 0),
      source text not null check (source in ('ATTENDANCE', 'BY_HAND')),
      note text,
      state text not null check (state in ('SUBMITTED', 'APPROVED', 'REJECTED')),
      decided_by_id uuid check (decided_by_id <> person_id),
      place text collate "C" not null,
      primary key (id, jurisdiction_id),
      ${references('person_id', 'person')},
      ${references('team_id', 'volunteer_team')},
      ${references('activity_id', 'activity')},
      ${references('decided_by_id', 'person')}
    )`);
    this.addSql('create index volunteer_hours_person on volunteer_hours (person_id, starts_at) include (ends_at, minutes, state)');
    this.addSql('create index volunteer_hours_team on volunteer_hours (team_id, starts_at) include (minutes, state, person_id)');
    this.addSql('create index volunteer_hours_activity on volunteer_hours (activity_id) where activity_id is not null');
    for (const level of [1, 2, 3, 4, 5])
      this.addSql(`create index volunteer_hours_level_${level} on volunteer_hours (left(place, ${level * 4}), starts_at, id)`);
  }

  override down(): void {
    this.addSql('drop table volunteer_hours');
  }
}
