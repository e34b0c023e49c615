import { Migration } from '@mikro-orm/migrations';

const openPlace = (included: string): string =>
  `create index incident_open_place on incident (place, state)${included} where state not in ('CLOSED', 'REJECTED', 'CANCELLED', 'DUPLICATE', 'FILED')`;

/** What is open and what of it is late is counted from an index alone. */
export class Migration20261207000000_open_index extends Migration {
  override up(): void {
    this.addSql('drop index incident_open_place');
    this.addSql(openPlace(' include (due_at, handle_by, resolved_at)'));
  }

  override down(): void {
    this.addSql('drop index incident_open_place');
    this.addSql(openPlace(''));
  }
}
