import { Migration } from '@mikro-orm/migrations';

/** Names in scripts without blanks are found by each of their characters (kernel/search). Rows from before are written anew; tables without rows need nothing. */
export class Migration20261207030000_undivided_names extends Migration {
  override up(): void {
    this.addSql('update search_words set after = null');
    for (const table of ['resident', 'dwelling'])
      this.addSql(`update search_words set version = 4 where name = '${table}' and not exists (select from ${table})`);
  }

  override down(): void {
    this.addSql('update search_words set version = least(version, 3)');
  }
}
