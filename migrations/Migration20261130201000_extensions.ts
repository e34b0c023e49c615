import { Migration } from '@mikro-orm/migrations';

/** Requests for more time to handle an incident. */
export class Migration20261130201000_extensions extends Migration {
  override up(): void {
    this.addSql(`create table extension_request (
      id uuid not null,
      jurisdiction_id uuid not null,
      provenance text not null default 'RECORDED' check (provenance in ('RECORDED', 'REPORTED', 'SYNTHETIC')),
      created_at timestamptz(3) not null default now(),
      updated_at timestamptz(3) not null default now(),
      version int not null default 1,
      incident_id uuid not null,
      organization_id uuid not null,
      minutes int not null check (minutes > 0),
      reason text not null,
      state text not null default 'PENDING' check (state in ('PENDING', 'GRANTED', 'REFUSED', 'LAPSED')),
      requested_by_id uuid not null,
      requested_at timestamptz(3) not null,
      lapses_at timestamptz(3),
      decided_by_id uuid,
      decided_at timestamptz(3),
      note text,
      primary key (id, jurisdiction_id),
      check ((state = 'PENDING') = (lapses_at is not null)),
      check ((state = 'PENDING') = (decided_at is null)),
      foreign key (incident_id, jurisdiction_id) references incident (id, jurisdiction_id),
      foreign key (organization_id, jurisdiction_id) references organization (id, jurisdiction_id),
      foreign key (requested_by_id, jurisdiction_id) references person (id, jurisdiction_id),
      foreign key (decided_by_id, jurisdiction_id) references person (id, jurisdiction_id)
    )`);
    this.addSql('create index extension_request_incident on extension_request (incident_id, requested_at, id)');
    this.addSql(`create unique index extension_request_pending on extension_request (incident_id) where state = 'PENDING'`);
    this.addSql('create index extension_request_lapses on extension_request (lapses_at) where lapses_at is not null');
  }

  override down(): void {
    this.addSql('drop table extension_request');
  }
}
