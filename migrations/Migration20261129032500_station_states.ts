import { Migration } from '@mikro-orm/migrations';

/** Stations open and close, and say when they are open; one history for all nouns with states but incidents. */
export class Migration20261129032500_station_states extends Migration {
  override up(): void {
    this.addSql(`alter table station add state text not null default 'OPEN' check (state in ('OPEN', 'CLOSED'))`);
    this.addSql(`alter table station add opening_hours jsonb not null default '[]'`);
    this.addSql(`create table history (
      id uuid not null,
      jurisdiction_id uuid not null,
      subject_noun text not null,
      subject_id uuid not null,
      verb text not null,
      from_state text,
      to_state text not null,
      actor_id uuid,
      organization_id uuid,
      note text,
      at timestamptz(3) not null,
      primary key (id, jurisdiction_id),
      foreign key (actor_id, jurisdiction_id) references person (id, jurisdiction_id),
      foreign key (organization_id, jurisdiction_id) references organization (id, jurisdiction_id)
    )`);
    this.addSql('create index history_subject on history (subject_id, at, id)');
  }

  override down(): void {
    this.addSql('drop table history');
    this.addSql('alter table station drop opening_hours, drop state');
  }
}
