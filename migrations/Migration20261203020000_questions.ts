import { Migration } from '@mikro-orm/migrations';

/** What categories ask of who reports, and what was answered. */
export class Migration20261203020000_questions extends Migration {
  override up(): void {
    this.addSql(`alter table incident_category
      add questions jsonb not null default '[]' check (jsonb_typeof(questions) = 'array'),
      add needs_picture boolean not null default false`);
    this.addSql(`alter table incident add answers jsonb not null default '[]' check (jsonb_typeof(answers) = 'array')`);
  }

  override down(): void {
    this.addSql('alter table incident drop answers');
    this.addSql('alter table incident_category drop questions, drop needs_picture');
  }
}
