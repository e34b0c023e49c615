import { Migration } from '@mikro-orm/migrations';

/** Addresses by which calendar programs follow activities: a digest of each, never the address. */
export class Migration20261130410000_calendar_feeds extends Migration {
  override up(): void {
    this.addSql(`create table calendar_feed (
      id uuid not null,
      jurisdiction_id uuid not null,
      provenance text not null default 'RECORDED' check (provenance in ('RECORDED', 'REPORTED', 'SYNTHETIC')),
      created_at timestamptz(3) not null default now(),
      updated_at timestamptz(3) not null default now(),
      version int not null default 1,
      person_id uuid not null,
      team_id uuid,
      name text,
      digest bytea not null unique,
      revoked_at timestamptz(3),
      primary key (id, jurisdiction_id),
      foreign key (person_id, jurisdiction_id) references person (id, jurisdiction_id),
      foreign key (team_id, jurisdiction_id) references volunteer_team (id, jurisdiction_id)
    )`);
    this.addSql('create index calendar_feed_person on calendar_feed (person_id, created_at) where revoked_at is null');
  }

  override down(): void {
    this.addSql('drop table calendar_feed');
  }
}
