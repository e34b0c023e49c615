import { Migration } from '@mikro-orm/migrations';

/** A size rule names the level of the grids that it is about. */
export class Migration20261128200000_coverage_level extends Migration {
  override up(): void {
    this.addSql('alter table coverage_rule add column grid_level int check (grid_level >= 1)');
  }

  override down(): void {
    this.addSql('alter table coverage_rule drop column grid_level');
  }
}
