import { Migration } from '@mikro-orm/migrations';

const BASE = `
  id uuid not null,
  jurisdiction_id uuid not null,
  provenance text not null default 'RECORDED' check (provenance in ('RECORDED', 'REPORTED', 'SYNTHETIC')),
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  version int not null default 1,
  primary key (id, jurisdiction_id)`;

/** Partners' apps, their versions, and the documents that these may run. */
export class Migration20261129100000_partner_versions extends Migration {
  override up(): void {
    this.addSql(`create table partner_app (${BASE},
      name text not null,
      partner text not null,
      client text not null,
      budget_units int not null,
      budget_per_second int not null,
      unique (jurisdiction_id, client),
      unique (jurisdiction_id, name)
    )`);
    this.addSql(`create table partner_version (${BASE},
      app_id uuid not null,
      client text not null,
      name text not null,
      state text not null,
      deprecated_at timestamptz(3),
      sunset_at timestamptz(3),
      retires_at timestamptz(3),
      foreign key (app_id, jurisdiction_id) references partner_app (id, jurisdiction_id),
      unique (app_id, jurisdiction_id, name)
    )`);
    this.addSql('create index partner_version_retires on partner_version (retires_at) where retires_at is not null');
    this.addSql(`create table partner_document (${BASE},
      partner_version_id uuid not null,
      sha256 text not null,
      alias text,
      operation_name text not null,
      operation_type text not null,
      source text not null,
      cost int not null,
      foreign key (partner_version_id, jurisdiction_id) references partner_version (id, jurisdiction_id),
      unique (partner_version_id, jurisdiction_id, sha256)
    )`);
  }

  override down(): void {
    this.addSql('drop table partner_document');
    this.addSql('drop table partner_version');
    this.addSql('drop table partner_app');
  }
}
