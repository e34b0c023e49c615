import { Migration } from '@mikro-orm/migrations';

/** Outage notices, who was told of them, and the incidents that they explain. */
export class Migration20261204010000_outages extends Migration {
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

    this.addSql(`create table outage_notice (
      ${base},
      kind text not null check (kind in ('WATER', 'POWER', 'GAS', 'HEATING', 'NETWORK', 'LIFT', 'ROAD', 'OTHER')),
      planned boolean not null,
      utility_id uuid not null,
      issuer_id uuid not null,
      reason text not null,
      area text not null,
      organization_id uuid,
      grid_ids uuid[] not null,
      starts_at timestamptz(3) not null,
      ends_at timestamptz(3),
      restored_at timestamptz(3),
      issued_at timestamptz(3) not null,
      contact_phone text,
      state text not null check (state in ('ANNOUNCED', 'UNDERWAY', 'RESTORED', 'CANCELLED')),
      start_due_at timestamptz(3) generated always as (case when state = 'ANNOUNCED' then starts_at end) stored,
      place text collate "C" not null,
      check ((organization_id is null) = (grid_ids <> '{}')),
      check (ends_at > starts_at),
      check (not planned or ends_at is not null),
      check ((state = 'RESTORED') = (restored_at is not null)),
      check (restored_at >= starts_at),
      ${references('utility_id', 'organization')},
      ${references('issuer_id', 'organization')},
      ${references('organization_id', 'organization')}
    )`);
    for (const level of [1, 2, 3, 4, 5])
      this.addSql(`create index outage_notice_level_${level} on outage_notice (left(place, ${level * 4}), starts_at desc, id desc)`);
    this.addSql('create index outage_notice_starts on outage_notice (starts_at desc, id desc)');
    this.addSql(`create index outage_notice_current on outage_notice (starts_at desc, id desc) where state in ('ANNOUNCED', 'UNDERWAY')`);
    this.addSql('create index outage_notice_state on outage_notice (state, starts_at desc, id desc)');
    this.addSql('create index outage_notice_kind on outage_notice (kind, starts_at desc, id desc)');
    this.addSql('create index outage_notice_utility on outage_notice (utility_id, starts_at desc, id desc)');
    this.addSql(`create index outage_notice_organization on outage_notice (organization_id) where state in ('ANNOUNCED', 'UNDERWAY')`);
    this.addSql(`create index outage_notice_grids on outage_notice using gin (grid_ids) where state in ('ANNOUNCED', 'UNDERWAY')`);
    this.addSql('create index outage_notice_due on outage_notice (start_due_at) where start_due_at is not null');

    this.addSql(`create table outage_recipient (
      ${base},
      notice_id uuid not null,
      organization_id uuid,
      grid_id uuid,
      seat_id uuid generated always as (coalesce(organization_id, grid_id)) stored,
      state text not null check (state in ('TOLD', 'ACKNOWLEDGED')),
      told_at timestamptz(3) not null,
      acknowledged_at timestamptz(3),
      acknowledged_by_id uuid,
      place text collate "C" not null,
      check (num_nonnulls(organization_id, grid_id) = 1),
      check ((state = 'ACKNOWLEDGED') = (acknowledged_at is not null)),
      check ((state = 'ACKNOWLEDGED') = (acknowledged_by_id is not null)),
      ${references('notice_id', 'outage_notice')},
      ${references('organization_id', 'organization')},
      ${references('grid_id', 'grid')},
      ${references('acknowledged_by_id', 'person')}
    )`);
    this.addSql('create index outage_recipient_notice on outage_recipient (notice_id, told_at, id)');
    this.addSql('create unique index outage_recipient_seat on outage_recipient (seat_id, notice_id)');
    this.addSql('create index outage_recipient_place on outage_recipient (place)');

    this.addSql(`create table outage_incident (
      incident_id uuid not null,
      jurisdiction_id uuid not null,
      notice_id uuid not null,
      linked_by_id uuid,
      linked_at timestamptz(3) not null,
      primary key (incident_id, jurisdiction_id),
      ${references('incident_id', 'incident')},
      ${references('notice_id', 'outage_notice')},
      ${references('linked_by_id', 'person')}
    )`);
    this.addSql('create index outage_incident_notice on outage_incident (notice_id, incident_id)');
  }

  override down(): void {
    this.addSql('drop table outage_incident, outage_recipient, outage_notice');
  }
}
