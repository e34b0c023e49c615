import { Migration } from '@mikro-orm/migrations';

/** Statements that travel with the commit refuse by an error: nobody looks at their rows in between. */
export class Migration20261129033000_refusals extends Migration {
  override up(): void {
    this.addSql(
      `create function refuse_race() returns int language plpgsql as $$ begin raise 'the row has changed' using errcode = 'MU001'; end $$`,
    );
    this.addSql(`create function refuse_rate() returns int language plpgsql as $$ begin raise 'too many' using errcode = 'MU002'; end $$`);
  }

  override down(): void {
    this.addSql('drop function refuse_race(), refuse_rate()');
  }
}
