import { Migration } from '@mikro-orm/migrations';

/** A key that is taken ends its transaction: what was sent behind it does nothing. */
export class Migration20261203000000_refused_keys extends Migration {
  override up(): void {
    this.addSql(
      `create function refuse_key() returns int language plpgsql as $$ begin raise 'the key is taken' using errcode = 'MU003'; end $$`,
    );
  }

  override down(): void {
    this.addSql('drop function refuse_key()');
  }
}
