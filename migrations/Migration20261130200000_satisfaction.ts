import { Migration } from '@mikro-orm/migrations';

/** How content reporters are with how incidents were closed: one answer a closing. */
export class Migration20261130200000_satisfaction extends Migration {
  override up(): void {
    this.addSql('alter table incident add closings int not null default 0 check (closings >= 0)');
    this.addSql(`update incident set closings = closed.count
      from (select incident_id, jurisdiction_id, count(*) as count from incident_event where kind = 'CLOSED' group by 1, 2) closed
      where incident.id = closed.incident_id and incident.jurisdiction_id = closed.jurisdiction_id`);
    this.addSql(`create table satisfaction (
      id uuid not null,
      jurisdiction_id uuid not null,
      provenance text not null default 'RECORDED' check (provenance in ('RECORDED', 'REPORTED', 'SYNTHETIC')),
      created_at timestamptz(3) not null default now(),
      updated_at timestamptz(3) not null default now(),
      version int not null default 1,
      incident_id uuid not null,
      closing int not null,
      score int not null check (score between 1 and 5),
      solved boolean not null,
      reasons text[] not null default '{}',
      comment text,
      channel text not null,
      respondent_id uuid,
      asked_by_id uuid,
      at timestamptz(3) not null,
      primary key (id, jurisdiction_id),
      foreign key (incident_id, jurisdiction_id) references incident (id, jurisdiction_id),
      foreign key (respondent_id, jurisdiction_id) references person (id, jurisdiction_id),
      foreign key (asked_by_id, jurisdiction_id) references person (id, jurisdiction_id)
    )`);
    this.addSql('create unique index satisfaction_once on satisfaction (incident_id, closing)');
  }

  override down(): void {
    this.addSql('drop table satisfaction');
    this.addSql('alter table incident drop closings');
  }
}
