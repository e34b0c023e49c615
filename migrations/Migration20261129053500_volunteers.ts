import { Migration } from '@mikro-orm/migrations';

/** Volunteer teams, volunteers, and who belongs to which team. What is paged by scope has an index a level. */
export class Migration20261129053500_volunteers extends Migration {
  override up(): void {
    const base = `
      id uuid not null,
      jurisdiction_id uuid not null,
      provenance text not null default 'RECORDED' check (provenance in ('RECORDED', 'REPORTED', 'SYNTHETIC')),
      created_at timestamptz(3) not null default now(),
      updated_at timestamptz(3) not null default now(),
      version int not null default 1,
      primary key (id, jurisdiction_id)`;
    const place = 'text collate "C"';
    const references = (column: string, table: string) =>
      `foreign key (${column}, jurisdiction_id) references ${table} (id, jurisdiction_id)`;
    const levels = (table: string, key: string) => {
      for (const level of [1, 2, 3, 4, 5])
        this.addSql(`create index ${table}_level_${level} on ${table} (left(place, ${level * 4}), ${key}, id)`);
    };

    this.addSql(`create table volunteer_team (
      ${base},
      name text collate "C" not null,
      kind text not null,
      introduction text,
      organization_id uuid not null,
      station_id uuid,
      grid_id uuid,
      founded_on date not null,
      dissolved_on date,
      state text not null default 'ACTIVE',
      place ${place} not null,
      check ((state = 'DISSOLVED') = (dissolved_on is not null)),
      ${references('organization_id', 'organization')},
      ${references('station_id', 'station')},
      ${references('grid_id', 'grid')}
    )`);
    this.addSql(`create unique index volunteer_team_name on volunteer_team (organization_id, name) where state = 'ACTIVE'`);
    this.addSql('create index volunteer_team_station on volunteer_team (station_id) where station_id is not null');
    this.addSql('create index volunteer_team_grid on volunteer_team (grid_id) where grid_id is not null');
    levels('volunteer_team', 'name');

    this.addSql(`create table volunteer (
      ${base},
      person_id uuid not null,
      number text collate "C" not null,
      skills text[] not null default '{}',
      expert boolean not null default false,
      certificates jsonb not null default '[]',
      availability jsonb not null default '[]',
      state text not null default 'APPLIED',
      place ${place},
      ${references('person_id', 'person')}
    )`);
    this.addSql('create unique index volunteer_person on volunteer (person_id)');
    this.addSql('create unique index volunteer_number on volunteer (number)');
    this.addSql('create index volunteer_skills on volunteer using gin (skills)');
    levels('volunteer', 'number');

    this.addSql(`create table team_membership (
      ${base},
      team_id uuid not null,
      volunteer_id uuid not null,
      person_id uuid not null,
      role text not null default 'MEMBER',
      position text,
      state text not null,
      valid_from date,
      valid_to date check (valid_to >= valid_from),
      place ${place} not null,
      check (state <> 'ACTIVE' or (valid_from is not null and valid_to is null)),
      ${references('team_id', 'volunteer_team')},
      ${references('volunteer_id', 'volunteer')},
      ${references('person_id', 'person')}
    )`);
    this.addSql(`create unique index team_membership_once on team_membership (team_id, person_id) where state in ('APPLIED', 'ACTIVE')`);
    this.addSql(`create unique index team_membership_leader on team_membership (team_id) where role = 'LEADER' and state = 'ACTIVE'`);
    this.addSql(
      `create index team_membership_team on team_membership (team_id, (coalesce(valid_from, date '9999-12-31') - date '1900-01-01'), id)`,
    );
    this.addSql('create index team_membership_size on team_membership (team_id, valid_from, valid_to) where valid_from is not null');
    this.addSql('create index team_membership_volunteer on team_membership (volunteer_id)');
    this.addSql('create index team_membership_person on team_membership (person_id, team_id)');
  }

  override down(): void {
    for (const table of ['team_membership', 'volunteer', 'volunteer_team']) this.addSql(`drop table ${table}`);
  }
}
