import { Migration } from '@mikro-orm/migrations';

/** Partners' clients: what each has reported, and for which organisation it works. */
export class Migration20261128230000_partners extends Migration {
  override up(): void {
    this.addSql('alter table incident add reporting_client text');
    this.addSql(
      'create index incident_reporting_client on incident (reporting_client, reported_at desc, id desc) where reporting_client is not null',
    );
    this.addSql(`create table client_organization (
      id uuid not null,
      jurisdiction_id uuid not null,
      provenance text not null default 'RECORDED' check (provenance in ('RECORDED', 'REPORTED', 'SYNTHETIC')),
      created_at timestamptz(3) not null default now(),
      updated_at timestamptz(3) not null default now(),
      version int not null default 1,
      client text not null,
      organization_id uuid not null,
      ended_at timestamptz(3),
      primary key (id, jurisdiction_id),
      foreign key (organization_id, jurisdiction_id) references organization (id, jurisdiction_id)
    )`);
    this.addSql('create unique index client_organization_now on client_organization (jurisdiction_id, client) where ended_at is null');
  }

  override down(): void {
    this.addSql('drop table client_organization');
    this.addSql('alter table incident drop reporting_client');
  }
}
