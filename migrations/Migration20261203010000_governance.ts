import { Migration } from '@mikro-orm/migrations';

/** Topics and activities are tagged with ways of governance. */
export class Migration20261203010000_governance extends Migration {
  override up(): void {
    for (const table of ['topic', 'activity'])
      this.addSql(
        `alter table ${table} add governance text[] not null default '{}' check (governance <@ '{AUTONOMY,RULE_OF_LAW,MORALITY}'::text[])`,
      );
  }

  override down(): void {
    for (const table of ['topic', 'activity']) this.addSql(`alter table ${table} drop governance`);
  }
}
