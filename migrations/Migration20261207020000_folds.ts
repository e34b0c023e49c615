import { Migration } from '@mikro-orm/migrations';

/**
 * Apostrophes that are letters, and the braille pattern without dots, stand between words (kernel/search). Rows from before are written anew from the
 * first one on, also where that was under way; tables without rows need nothing.
 */
export class Migration20261207020000_folds extends Migration {
  override up(): void {
    this.addSql('update search_words set after = null');
    for (const table of ['resident', 'dwelling'])
      this.addSql(`update search_words set version = 3 where name = '${table}' and not exists (select from ${table})`);
  }

  override down(): void {
    this.addSql('update search_words set version = least(version, 2)');
  }
}
