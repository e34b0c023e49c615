import { Migration } from '@mikro-orm/migrations';

const repeats = (columns: string): string =>
  `create index incident_repeats on incident (category_id, place, reported_at) include (reporter_id, closings, state${columns})`;

/** What grid staff and dashboards see is counted from an index alone; closed incidents follow their category in pieces. */
export class Migration20261206010000_counted_visibility extends Migration {
  override up(): void {
    this.addSql('drop index incident_repeats');
    this.addSql(repeats(', visibility'));
    this.addSql('alter table incident_category add spreading boolean not null default false');
  }

  override down(): void {
    this.addSql('alter table incident_category drop spreading');
    this.addSql('drop index incident_repeats');
    this.addSql(repeats(''));
  }
}
