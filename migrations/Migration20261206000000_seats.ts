import { Migration } from '@mikro-orm/migrations';

/** The seats of a jurisdiction are read from the indexes of their places alone. */
export class Migration20261206000000_seats extends Migration {
  override up(): void {
    for (const table of SEATED) {
      this.addSql(`drop index ${table}_place`);
      this.addSql(`create unique index ${table}_place on ${table} (place) include (id)`);
    }
  }

  override down(): void {
    for (const table of SEATED) {
      this.addSql(`drop index ${table}_place`);
      this.addSql(`create unique index ${table}_place on ${table} (place)`);
    }
  }
}

const SEATED = ['organization', 'grid', 'stairwell'];
