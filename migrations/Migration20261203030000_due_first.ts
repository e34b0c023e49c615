import { Migration } from '@mikro-orm/migrations';

const OPEN = `state not in ('CLOSED', 'REJECTED', 'CANCELLED', 'DUPLICATE', 'FILED')`;
/** As `incident.reads.ts` writes it: what has no limit comes last. */
const DUE = `coalesce(due_at, '9999-12-31 00:00+00'::timestamptz)`;

/** Open incidents by what is due first, also those without a limit. */
export class Migration20261203030000_due_first extends Migration {
  override up(): void {
    for (let level = 1; level <= 4; level++) {
      this.addSql(`drop index incident_due_${level}`);
      this.addSql(`create index incident_due_${level} on incident (left(place, ${level * 4}), (${DUE}), id) where ${OPEN}`);
    }
  }

  override down(): void {
    for (let level = 1; level <= 4; level++) {
      this.addSql(`drop index incident_due_${level}`);
      this.addSql(`create index incident_due_${level} on incident (left(place, ${level * 4}), due_at, id) where due_at is not null`);
    }
  }
}
