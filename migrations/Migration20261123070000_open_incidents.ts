import { Migration } from '@mikro-orm/migrations';

/** Open incidents by place: few among all that ever were, and counted anew whenever one changes while somebody watches. */
export class Migration20261123070000_open_incidents extends Migration {
  override up(): void {
    this.addSql(
      `create index incident_open_place on incident (place, state) where state not in ('CLOSED', 'REJECTED', 'CANCELLED', 'DUPLICATE', 'FILED')`,
    );
  }

  override down(): void {
    this.addSql('drop index incident_open_place');
  }
}
