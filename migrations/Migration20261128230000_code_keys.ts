import { Migration } from '@mikro-orm/migrations';

const tables = ['organization', 'grid'];

/** Organisations and grids are found by their code in any case, with hyphens or without (read/code). */
export class Migration20261128230000_code_keys extends Migration {
  override up(): void {
    for (const table of tables) this.addSql(`create index ${table}_code_key on ${table} (upper(replace(code, '-', '')))`);
  }

  override down(): void {
    for (const table of tables) this.addSql(`drop index ${table}_code_key`);
  }
}
