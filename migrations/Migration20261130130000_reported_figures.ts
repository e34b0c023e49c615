import { Migration } from '@mikro-orm/migrations';

/** Numbers that organisations have published. */
export class Migration20261130130000_reported_figures extends Migration {
  override up(): void {
    this.addSql(`create table reported_figure (
      id uuid not null,
      jurisdiction_id uuid not null,
      provenance text not null default 'RECORDED' check (provenance in ('RECORDED', 'REPORTED', 'SYNTHETIC')),
      created_at timestamptz(3) not null default now(),
      updated_at timestamptz(3) not null default now(),
      version int not null default 1,
      organization_id uuid not null,
      metric text not null,
      value double precision not null,
      unit text not null,
      comparator text not null check (comparator in ('EQUAL', 'AT_LEAST', 'AT_MOST', 'NEARLY', 'ABOUT')),
      period_from date,
      period_to date,
      as_of date,
      quote text not null,
      source text not null,
      withdrawn_at timestamptz(3),
      place text collate "C" not null,
      primary key (id, jurisdiction_id),
      check (period_from < period_to),
      foreign key (organization_id, jurisdiction_id) references organization (id, jurisdiction_id)
    )`);
    this.addSql('create unique index reported_figure_id on reported_figure (id)');
    this.addSql('create index reported_figure_organization on reported_figure (organization_id)');
    this.addSql('create index reported_figure_place on reported_figure (place, source, id) where withdrawn_at is null');
  }

  override down(): void {
    this.addSql('drop table reported_figure');
  }
}
