import { Migration } from '@mikro-orm/migrations';

const statistics = (last: string): string => `create index incident_statistics on incident (place, reported_at)
  include (state, domain, channel, urgency, category_id, accepted_at, accept_by, resolved_at, handle_by, verified_at, rework_count, handling_minutes, ${last})`;

/** When an incident was rejected: afterwards pictures are removed from it, and it leaves what it was a part of. */
export class Migration20261207010000_rejected_at extends Migration {
  override up(): void {
    this.addSql('alter table incident add rejected_at timestamptz(3)');
    this.addSql(`update incident set rejected_at = coalesce(
        (select max(e.at) from incident_event e where e.incident_id = incident.id and e.kind = 'REJECTED'), updated_at)
      where state = 'REJECTED'`);
    this.addSql('drop index incident_statistics');
    this.addSql(statistics('rejected_at'));
  }

  override down(): void {
    this.addSql('drop index incident_statistics');
    this.addSql(statistics('updated_at'));
    this.addSql('alter table incident drop rejected_at');
  }
}
