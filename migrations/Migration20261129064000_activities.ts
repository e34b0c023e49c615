import { Migration } from '@mikro-orm/migrations';

/** Activities, the teams and co-hosts that take part, what they led to, and who registered. */
export class Migration20261129064000_activities extends Migration {
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

    this.addSql(`create table activity (
      ${base},
      title text not null,
      kind text not null,
      series text,
      description text,
      scale text check (scale in ('SMALL', 'MEDIUM', 'LARGE')),
      organization_id uuid not null,
      calling_team_id uuid,
      channel text check (channel in ('WECHAT_GROUP', 'NOTICE', 'PHONE')),
      venue text not null,
      starts_at timestamptz(3) not null,
      ends_at timestamptz(3) not null check (ends_at > starts_at),
      capacity int check (capacity > 0),
      open boolean not null,
      state text not null check (state in ('DRAFT', 'PUBLISHED', 'SIGN_UP', 'ONGOING', 'COMPLETED', 'REPORTED', 'CANCELLED')),
      completed_at timestamptz(3),
      audience text not null check (audience in ('STAFF', 'JURISDICTION')),
      participants int check (participants >= 0),
      beneficiary_person_times int not null default 0 check (beneficiary_person_times >= 0),
      summary text,
      place ${place} not null,
      ${references('organization_id', 'organization')},
      ${references('calling_team_id', 'volunteer_team')}
    )`);
    levels('activity', 'starts_at');
    this.addSql('create index activity_organization on activity (organization_id)');
    this.addSql('create index activity_calling_team on activity (calling_team_id) where calling_team_id is not null');

    this.addSql(`create table activity_team (
      ${base},
      activity_id uuid not null,
      team_id uuid not null,
      ${references('activity_id', 'activity')},
      ${references('team_id', 'volunteer_team')}
    )`);
    this.addSql('create unique index activity_team_activity on activity_team (activity_id, team_id)');
    this.addSql('create index activity_team_team on activity_team (team_id, activity_id)');

    this.addSql(`create table activity_co_host (
      ${base},
      activity_id uuid not null,
      organization_id uuid not null,
      ${references('activity_id', 'activity')},
      ${references('organization_id', 'organization')}
    )`);
    this.addSql('create unique index activity_co_host_activity on activity_co_host (activity_id, organization_id)');
    this.addSql('create index activity_co_host_organization on activity_co_host (organization_id)');

    this.addSql(`create table activity_outcome (
      ${base},
      activity_id uuid not null,
      kind text not null,
      count int not null check (count >= 0),
      ${references('activity_id', 'activity')}
    )`);
    this.addSql('create unique index activity_outcome_activity on activity_outcome (activity_id, kind)');

    this.addSql(`create table activity_registration (
      ${base},
      activity_id uuid not null,
      person_id uuid not null,
      state text not null check (state in ('SIGNED_UP', 'WAITLISTED', 'CHECKED_IN', 'ABSENT', 'CANCELLED')),
      number int not null check (number > 0),
      registered_at timestamptz(3) not null,
      moved_up_at timestamptz(3),
      checked_in_at timestamptz(3),
      checked_out_at timestamptz(3) check (checked_out_at >= checked_in_at),
      cancelled_at timestamptz(3),
      place ${place} not null,
      check ((state = 'CANCELLED') = (cancelled_at is not null)),
      ${references('activity_id', 'activity')},
      ${references('person_id', 'person')}
    )`);
    // Nobody has two places, and nobody came at the same instant as another.
    this.addSql(
      `create unique index activity_registration_once on activity_registration (activity_id, person_id) where state <> 'CANCELLED'`,
    );
    this.addSql('create unique index activity_registration_number on activity_registration (activity_id, number)');
    this.addSql('create index activity_registration_waiting on activity_registration (activity_id, state, number)');
    this.addSql('create index activity_registration_person on activity_registration (person_id, registered_at)');
    this.addSql('create index activity_registration_place on activity_registration (left(place, 4), place)');
  }

  override down(): void {
    for (const table of ['activity_registration', 'activity_outcome', 'activity_co_host', 'activity_team', 'activity'])
      this.addSql(`drop table ${table}`);
  }
}
