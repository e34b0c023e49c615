import { Migration } from '@mikro-orm/migrations';

/** The rest of an incident's life: merged, forwarded to an outside body, suspended, sent to rework. */
export class Migration20261129064000_incident_life extends Migration {
  override up(): void {
    this.addSql(`alter table incident
      add duplicate_of_id uuid,
      add forwarded_to_id uuid,
      add forward_due_at timestamptz(3),
      add suspended_at timestamptz(3),
      add suspended_until timestamptz(3),
      add suspended_seconds int not null default 0 check (suspended_seconds >= 0),
      add rework_count int not null default 0 check (rework_count >= 0),
      add constraint incident_duplicate_of foreign key (duplicate_of_id, jurisdiction_id) references incident (id, jurisdiction_id),
      add constraint incident_forwarded_to foreign key (forwarded_to_id, jurisdiction_id) references organization (id, jurisdiction_id)`);
    this.addSql('create index incident_duplicate on incident (duplicate_of_id, reported_at, id) where duplicate_of_id is not null');
    this.addSql('create index incident_forwarded on incident (forwarded_to_id) where forwarded_to_id is not null');
    this.addSql('create index incident_forward_due on incident (forward_due_at) where forward_due_at is not null');
    this.addSql('create index incident_suspended_until on incident (suspended_until) where suspended_until is not null');
  }

  override down(): void {
    this.addSql(`alter table incident
      drop rework_count, drop suspended_seconds, drop suspended_until, drop suspended_at, drop forward_due_at, drop forwarded_to_id, drop duplicate_of_id`);
  }
}
