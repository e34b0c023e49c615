import { Migration } from '@mikro-orm/migrations';

/**
 * Organisations, grids, incidents and the event way.
 *
 * Primary keys are (id, jurisdiction_id) and foreign keys carry the jurisdiction, so that no row can point into another one.
 * Places are COLLATE "C": level equality and ranges use plain btree indexes.
 */
export class Migration20261122000000_spine extends Migration {
  override up(): void {
    const base = `
      id uuid not null,
      jurisdiction_id uuid not null,
      provenance text not null default 'RECORDED' check (provenance in ('RECORDED', 'REPORTED', 'SYNTHETIC')),
      created_at timestamptz(3) not null default now(),
      updated_at timestamptz(3) not null default now(),
      version int not null default 1,
      primary key (id, jurisdiction_id)`;
    const place = 'text collate "C"';
    const references = (column: string, table: string) =>
      `foreign key (${column}, jurisdiction_id) references ${table} (id, jurisdiction_id)`;

    this.addSql(`create table organization (
      ${base},
      code text collate "C" not null,
      name text not null,
      short_name text,
      kind text not null,
      status text not null default 'ACTIVE' check (status in ('ACTIVE', 'MERGED', 'DISSOLVED')),
      formation text check (formation in ('SINGLE', 'JOINT')),
      parent_id uuid,
      place ${place} not null,
      child_count int not null default 0,
      number int unique check (number between 1 and 65535),
      contact_phone text,
      address text,
      introduction text,
      established_on date,
      dissolved_on date,
      ${references('parent_id', 'organization')},
      check ((parent_id is null) = (number is not null)),
      check ((parent_id is null) = (id = jurisdiction_id))
    )`);
    this.addSql('create unique index organization_code on organization (code)');
    this.addSql('create unique index organization_place on organization (place)');
    this.addSql('create index organization_parent on organization (parent_id, code, id)');
    this.addSql('create index organization_kind on organization (jurisdiction_id, kind)');

    this.addSql(`create table organization_relation (
      ${base},
      from_id uuid not null,
      to_id uuid not null,
      kind text not null,
      valid_from date not null,
      valid_to date,
      note text,
      check (valid_to >= valid_from),
      check (from_id <> to_id),
      ${references('from_id', 'organization')},
      ${references('to_id', 'organization')}
    )`);
    this.addSql('create index organization_relation_from on organization_relation (from_id)');
    this.addSql('create index organization_relation_to on organization_relation (to_id)');

    this.addSql(`create table person (
      ${base},
      name text not null,
      phone text,
      place ${place}
    )`);
    this.addSql('create index person_place on person (place)');

    this.addSql(`create table account (
      ${base},
      issuer text not null,
      subject text not null,
      person_id uuid not null,
      ${references('person_id', 'person')}
    )`);
    this.addSql('create unique index account_subject on account (issuer, subject)');
    this.addSql('create index account_person on account (person_id)');

    this.addSql(`create table grid (
      ${base},
      code text collate "C" not null,
      name text not null,
      level int not null check (level >= 1),
      kind text not null,
      status text not null default 'ACTIVE' check (status in ('ACTIVE', 'MERGED', 'CLOSED')),
      parent_id uuid,
      community_id uuid not null,
      place ${place} not null,
      child_count int not null default 0,
      branch_id uuid,
      branch_coverage text not null default 'NONE' check (branch_coverage in ('OWN', 'JOINT', 'NONE')),
      inclusions text[] not null default '{}',
      household_count int not null default 0,
      resident_count int not null default 0,
      ${references('parent_id', 'grid')},
      ${references('community_id', 'organization')},
      ${references('branch_id', 'organization')},
      check ((branch_id is null) = (branch_coverage = 'NONE'))
    )`);
    this.addSql('create unique index grid_code on grid (code)');
    this.addSql('create unique index grid_place on grid (place)');
    this.addSql('create index grid_community on grid (community_id, code, id)');
    this.addSql('create index grid_parent on grid (parent_id, code, id)');
    this.addSql('create index grid_branch on grid (branch_id)');

    this.addSql(`create table coverage_rule (
      ${base},
      community_id uuid not null,
      branch_policy text not null,
      min_households int,
      max_households int,
      target_persons int,
      service_circle_minutes int,
      ${references('community_id', 'organization')}
    )`);
    this.addSql('create unique index coverage_rule_community on coverage_rule (community_id)');

    this.addSql(`create table appointment (
      ${base},
      person_id uuid not null,
      position text not null,
      organization_id uuid,
      grid_id uuid,
      place ${place} not null,
      full_time boolean not null,
      valid_from date not null,
      valid_to date,
      duties text[] not null default '{}',
      check (valid_to >= valid_from),
      check (num_nonnulls(organization_id, grid_id) = 1),
      ${references('person_id', 'person')},
      ${references('organization_id', 'organization')},
      ${references('grid_id', 'grid')}
    )`);
    this.addSql('create index appointment_person on appointment (person_id, position)');
    this.addSql('create index appointment_organization on appointment (organization_id, position)');
    this.addSql('create index appointment_grid on appointment (grid_id, position)');
    this.addSql('create index appointment_place on appointment (place)');
    this.addSql('create index appointment_position on appointment (jurisdiction_id, position)');

    this.addSql(`create table station_site (
      ${base},
      address text not null
    )`);
    this.addSql('create unique index station_site_address on station_site (jurisdiction_id, address)');
    this.addSql(`create table station (
      ${base},
      name text not null,
      kind text not null,
      host_id uuid not null,
      grid_id uuid,
      site_id uuid not null,
      premises text,
      area_sqm int check (area_sqm > 0),
      functions text[] not null default '{}',
      opened_on date,
      place ${place} not null,
      ${references('host_id', 'organization')},
      ${references('grid_id', 'grid')},
      ${references('site_id', 'station_site')}
    )`);
    this.addSql('create index station_host on station (host_id)');
    this.addSql('create index station_site_id on station (site_id)');
    this.addSql('create index station_grid on station (grid_id)');
    this.addSql('create index station_place on station (place)');

    this.addSql(`create table incident_category (
      ${base},
      code text not null,
      name text not null,
      domain text not null,
      active boolean not null default true
    )`);
    this.addSql('create unique index incident_category_code on incident_category (jurisdiction_id, code)');

    this.addSql(`create table incident (
      ${base},
      serial_number text collate "C" not null,
      title text not null,
      description text,
      category_id uuid not null,
      domain text not null,
      channel text not null,
      urgency text not null,
      state text not null,
      supervision text not null default 'NONE',
      grid_id uuid not null,
      place ${place} not null,
      address text,
      location jsonb,
      reporter_id uuid,
      recorder_id uuid,
      reporting_organization_id uuid,
      holder_id uuid not null,
      previous_holder_id uuid,
      assignee_id uuid,
      handler_ids uuid[] not null default '{}',
      tracking_code text not null,
      occurred_at timestamptz(3),
      reported_at timestamptz(3) not null,
      accepted_at timestamptz(3),
      resolved_at timestamptz(3),
      verified_at timestamptz(3),
      closed_at timestamptz(3),
      ${references('category_id', 'incident_category')},
      ${references('grid_id', 'grid')},
      ${references('reporter_id', 'person')},
      ${references('recorder_id', 'person')},
      ${references('reporting_organization_id', 'organization')},
      ${references('holder_id', 'organization')},
      ${references('previous_holder_id', 'organization')},
      ${references('assignee_id', 'person')},
      check (accepted_at >= reported_at),
      check (resolved_at >= accepted_at),
      check (verified_at >= resolved_at),
      check (closed_at >= verified_at)
    )`);
    this.addSql('create unique index incident_serial_number on incident (serial_number)');
    this.addSql('create unique index incident_tracking_code on incident (tracking_code)');
    // One index a level: left(place, n) = scope pages newest-first through any subtree without sorting it.
    for (const level of [1, 2, 3, 4, 5]) {
      this.addSql(`create index incident_level_${level} on incident (left(place, ${level * 4}), reported_at desc, id desc)`);
    }
    this.addSql('create index incident_grid on incident (grid_id, reported_at desc, id desc)');
    this.addSql('create index incident_holder on incident (holder_id, reported_at desc, id desc)');
    this.addSql('create index incident_assignee on incident (assignee_id, reported_at desc, id desc) where assignee_id is not null');
    this.addSql('create index incident_reporter on incident (reporter_id, reported_at desc, id desc) where reporter_id is not null');

    this.addSql('create index incident_recorder on incident (recorder_id, reported_at desc, id desc) where recorder_id is not null');

    this.addSql(`create table incident_event (
      ${base},
      incident_id uuid not null,
      kind text not null,
      from_state text,
      to_state text not null,
      actor_id uuid,
      organization_id uuid,
      note text,
      at timestamptz(3) not null,
      ${references('incident_id', 'incident')},
      ${references('actor_id', 'person')},
      ${references('organization_id', 'organization')}
    )`);
    this.addSql('create index incident_event_incident on incident_event (incident_id, at, id)');

    // The event way: business transactions insert into outbox; one sequencer moves rows into event_log, which alone gives out positions.
    this.addSql(`create table outbox (
      id bigint generated always as identity primary key,
      topic text not null,
      jurisdiction_id uuid not null,
      payload jsonb not null,
      at timestamptz(3) not null default now()
    ) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 0)`);
    this.addSql(`create table event_log (
      pos bigint generated always as identity primary key,
      topic text not null,
      jurisdiction_id uuid not null,
      payload jsonb not null,
      at timestamptz(3) not null
    )`);
    this.addSql(`create table event_epoch (
      singleton boolean primary key default true check (singleton),
      epoch uuid not null default gen_random_uuid(),
      secret bytea not null default decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex')
    )`);
    this.addSql('insert into event_epoch default values');

    this.addSql(`create table idempotency (
      jurisdiction_id uuid not null,
      actor text not null,
      key text not null,
      fingerprint text not null,
      outcome jsonb,
      created_at timestamptz(3) not null default now(),
      primary key (jurisdiction_id, actor, key)
    )`);
    this.addSql(`create table serial_block (
      jurisdiction_id uuid not null,
      day date not null,
      next int not null,
      primary key (jurisdiction_id, day)
    )`);
    this.addSql(`create table demo_key (
      singleton boolean primary key default true check (singleton),
      jwk jsonb not null
    )`);
  }

  override down(): void {
    for (const table of [
      'demo_key',
      'serial_block',
      'idempotency',
      'event_epoch',
      'event_log',
      'outbox',
      'incident_event',
      'incident',
      'incident_category',
      'station',
      'station_site',
      'appointment',
      'coverage_rule',
      'grid',
      'account',
      'person',
      'organization_relation',
      'organization',
    ]) {
      this.addSql(`drop table ${table}`);
    }
  }
}
