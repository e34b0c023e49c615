import { Migration } from '@mikro-orm/migrations';

/** Open incidents of a category, newest first: what a report may be about as well. */
export class Migration20261130203000_similar_incidents extends Migration {
  override up(): void {
    this.addSql(
      `create index incident_similar on incident (category_id, reported_at) where state not in ('CLOSED', 'REJECTED', 'CANCELLED', 'DUPLICATE', 'FILED')`,
    );
  }

  override down(): void {
    this.addSql('drop index incident_similar');
  }
}
