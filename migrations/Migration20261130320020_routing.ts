import { Migration } from '@mikro-orm/migrations';

/** To whom new incidents go: rules in their order. */
export class Migration20261130320020_routing extends Migration {
  override up(): void {
    this.addSql(`create table routing_rule (
      id uuid not null,
      jurisdiction_id uuid not null,
      provenance text not null default 'RECORDED' check (provenance in ('RECORDED', 'REPORTED', 'SYNTHETIC')),
      created_at timestamptz(3) not null default now(),
      updated_at timestamptz(3) not null default now(),
      version int not null default 1,
      name text not null,
      position int check (position > 0),
      organization_id uuid not null,
      grid_id uuid,
      place text collate "C" not null,
      category_ids uuid[] not null default '{}',
      domains text[] not null default '{}',
      urgencies text[] not null default '{}',
      keywords text[] not null default '{}',
      from_time text,
      to_time text,
      weekdays text[] not null default '{}',
      day_kinds text[] not null default '{}',
      in_working_time boolean,
      target text not null,
      target_organization_id uuid,
      retired_at timestamptz(3),
      primary key (id, jurisdiction_id),
      foreign key (organization_id, jurisdiction_id) references organization (id, jurisdiction_id),
      foreign key (grid_id, jurisdiction_id) references grid (id, jurisdiction_id),
      foreign key (target_organization_id, jurisdiction_id) references organization (id, jurisdiction_id),
      check ((from_time is null) = (to_time is null)),
      check ((target = 'ORGANIZATION') = (target_organization_id is not null)),
      check ((position is null) = (retired_at is not null)),
      unique (jurisdiction_id, position) deferrable initially deferred
    )`);
  }

  override down(): void {
    this.addSql('drop table routing_rule');
  }
}
