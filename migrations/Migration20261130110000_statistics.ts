import { Migration } from '@mikro-orm/migrations';

/** What statistics count incidents by, in one index; how long each was handled, in working time. */
export class Migration20261130110000_statistics extends Migration {
  override up(): void {
    this.addSql(`alter table incident
      add suspended_minutes int not null default 0 check (suspended_minutes >= 0),
      add handling_minutes int check (handling_minutes >= 0)`);
    this.addSql(`create index incident_statistics on incident (place, reported_at)
      include (state, domain, channel, urgency, category_id, accepted_at, accept_by, resolved_at, handle_by, verified_at, rework_count, handling_minutes, updated_at)`);
  }

  override down(): void {
    this.addSql('drop index incident_statistics');
    this.addSql('alter table incident drop handling_minutes, drop suspended_minutes');
  }
}
