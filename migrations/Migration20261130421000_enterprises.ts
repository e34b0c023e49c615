import { Migration } from '@mikro-orm/migrations';

/** What is known of firms: their size, and how many members of the party they have. */
export class Migration20261130421000_enterprises extends Migration {
  override up(): void {
    this.addSql(`create table enterprise_profile (
      id uuid not null,
      jurisdiction_id uuid not null,
      provenance text not null default 'RECORDED' check (provenance in ('RECORDED', 'REPORTED', 'SYNTHETIC')),
      created_at timestamptz(3) not null default now(),
      updated_at timestamptz(3) not null default now(),
      version int not null default 1,
      organization_id uuid not null,
      scale text not null check (scale in ('MICRO', 'SMALL', 'MEDIUM', 'LARGE')),
      employees int not null check (employees >= 0),
      party_members int not null check (party_members between 0 and employees),
      primary key (id, jurisdiction_id),
      unique (organization_id, jurisdiction_id),
      foreign key (organization_id, jurisdiction_id) references organization (id, jurisdiction_id)
    )`);
  }

  override down(): void {
    this.addSql('drop table enterprise_profile');
  }
}
