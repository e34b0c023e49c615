import { Migration } from '@mikro-orm/migrations';

/** Closed incidents that are left out of the rates of feedback, after review. */
export class Migration20261203040000_exclusions extends Migration {
  override up(): void {
    const references = (column: string, table: string) =>
      `foreign key (${column}, jurisdiction_id) references ${table} (id, jurisdiction_id)`;

    this.addSql(`create table rate_exclusion (
      id uuid not null,
      jurisdiction_id uuid not null,
      provenance text not null default 'RECORDED' check (provenance in ('RECORDED', 'REPORTED', 'SYNTHETIC')),
      created_at timestamptz(3) not null default now(),
      updated_at timestamptz(3) not null default now(),
      version int not null default 1,
      incident_id uuid not null,
      organization_id uuid not null,
      reason text not null,
      note text not null,
      requested_by_id uuid not null,
      requested_at timestamptz(3) not null,
      decided_by_id uuid check (decided_by_id <> requested_by_id),
      decided_at timestamptz(3),
      state text not null check (state in ('REQUESTED', 'GRANTED', 'REFUSED', 'WITHDRAWN', 'REVOKED')),
      place text collate "C" not null,
      primary key (id, jurisdiction_id),
      check ((decided_by_id is null) = (decided_at is null)),
      check ((state in ('REQUESTED', 'WITHDRAWN')) = (decided_at is null)),
      ${references('incident_id', 'incident')},
      ${references('organization_id', 'organization')},
      ${references('requested_by_id', 'person')},
      ${references('decided_by_id', 'person')}
    )`);
    this.addSql(`create unique index rate_exclusion_once on rate_exclusion (incident_id) where state in ('REQUESTED', 'GRANTED')`);
    this.addSql('create index rate_exclusion_incident on rate_exclusion (incident_id, requested_at, id)');
    this.addSql('create index rate_exclusion_organization on rate_exclusion (organization_id, requested_at desc, id desc)');
    this.addSql(`create index rate_exclusion_granted on rate_exclusion (place, incident_id) where state = 'GRANTED'`);
    for (const level of [1, 2, 3, 4, 5])
      this.addSql(`create index rate_exclusion_level_${level} on rate_exclusion (left(place, ${level * 4}), requested_at desc, id desc)`);
  }

  override down(): void {
    this.addSql('drop table rate_exclusion');
  }
}
