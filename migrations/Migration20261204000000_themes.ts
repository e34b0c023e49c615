import { Migration } from '@mikro-orm/migrations';

/** Governance themes and their measures, and the index that tells of incidents of one category at one place. */
export class Migration20261204000000_themes extends Migration {
  override up(): void {
    const base = `
      id uuid not null,
      jurisdiction_id uuid not null,
      provenance text not null default 'RECORDED' check (provenance in ('RECORDED', 'REPORTED', 'SYNTHETIC')),
      created_at timestamptz(3) not null default now(),
      updated_at timestamptz(3) not null default now(),
      version int not null default 1,
      primary key (id, jurisdiction_id)`;
    const references = (column: string, table: string) =>
      `foreign key (${column}, jurisdiction_id) references ${table} (id, jurisdiction_id)`;
    const isOpen = `state in ('PROPOSED', 'UNDER_ANALYSIS', 'MEASURES', 'OBSERVING')`;

    this.addSql(`create table governance_theme (
      ${base},
      title text not null,
      category_id uuid not null,
      grid_id uuid,
      organization_id uuid,
      grid_ids uuid[] not null,
      lead_id uuid not null,
      responsible_id uuid not null,
      opened_from date not null,
      opened_to date not null,
      baseline int not null check (baseline > 0),
      opened_at timestamptz(3) not null,
      cause text,
      observed_from timestamptz(3),
      observed_until timestamptz(3),
      recurring int,
      recurring_of int,
      due_at timestamptz(3),
      ended_at timestamptz(3),
      involved_ids uuid[] not null check (involved_ids <> '{}'),
      state text not null check (state in ('PROPOSED', 'UNDER_ANALYSIS', 'MEASURES', 'OBSERVING', 'CLOSED', 'DROPPED')),
      place text collate "C" not null,
      check ((grid_id is null) <> (organization_id is null)),
      check ((grid_id is null) = (grid_ids = '{}')),
      check (opened_from < opened_to),
      check ((observed_from is null) = (observed_until is null)),
      check (observed_from <= observed_until),
      check ((recurring is null) = (recurring_of is null)),
      check (state <> 'OBSERVING' or observed_from is not null),
      check (state <> 'CLOSED' or recurring is not null),
      check ((state in ('CLOSED', 'DROPPED')) = (ended_at is not null)),
      ${references('category_id', 'incident_category')},
      ${references('grid_id', 'grid')},
      ${references('organization_id', 'organization')},
      ${references('lead_id', 'organization')},
      ${references('responsible_id', 'person')}
    )`);
    for (const level of [1, 2, 3, 4, 5])
      this.addSql(`create index governance_theme_level_${level} on governance_theme (left(place, ${level * 4}), opened_at desc, id desc)`);
    this.addSql('create index governance_theme_involved on governance_theme using gin (involved_ids)');
    this.addSql(`create index governance_theme_open on governance_theme (category_id) where ${isOpen}`);
    this.addSql(`create index governance_theme_lead on governance_theme (lead_id) where ${isOpen}`);

    this.addSql(`create table theme_measure (
      ${base},
      theme_id uuid not null,
      text text not null,
      organization_id uuid not null,
      due_on date not null,
      done_at timestamptz(3),
      alarm_at timestamptz(3),
      state text not null check (state in ('PLANNED', 'DONE', 'WITHDRAWN')),
      place text collate "C" not null,
      check ((state = 'DONE') = (done_at is not null)),
      check (state = 'PLANNED' or alarm_at is null),
      ${references('theme_id', 'governance_theme')},
      ${references('organization_id', 'organization')}
    )`);
    this.addSql('create index theme_measure_theme on theme_measure (theme_id, due_on, id)');
    this.addSql('create index theme_measure_place on theme_measure (place)');
    this.addSql('create index theme_measure_alarm on theme_measure (alarm_at) where alarm_at is not null');
    this.addSql(`create index theme_measure_planned on theme_measure (organization_id) where state = 'PLANNED'`);
    this.addSql('create index incident_repeats on incident (category_id, place, reported_at) include (reporter_id, closings, state)');
  }

  override down(): void {
    this.addSql('drop index incident_repeats');
    this.addSql('drop table theme_measure, governance_theme');
  }
}
