import { Migration } from '@mikro-orm/migrations';

/** When each job of src/jobs ran and is to run next: read and written by the one process that runs them. */
export class Migration20261129020000_jobs extends Migration {
  override up(): void {
    this.addSql(`create table job (
      name text primary key,
      next_at timestamptz(3) not null,
      last_at timestamptz(3),
      last_error text
    )`);
  }

  override down(): void {
    this.addSql('drop table job');
  }
}
