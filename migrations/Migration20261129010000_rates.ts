import { Migration } from '@mikro-orm/migrations';

/** How often somebody has run a command of late; of each person or client one row for all revoked tokens, and one for each token. */
export class Migration20261129010000_rates extends Migration {
  override up(): void {
    // `who` is a hash: of those without a token an address is counted.
    this.addSql(`create table rate (
      kind text collate "C" not null,
      who text collate "C" not null,
      whole_at timestamptz not null,
      primary key (kind, who)
    ) with (fillfactor = 50)`);
    this.addSql(`delete from token_revocation older using token_revocation newer
      where (older.jurisdiction_id, older.person_id, older.client, older.token_id) is not distinct from (newer.jurisdiction_id, newer.person_id, newer.client, newer.token_id)
      and (older.before, older.id) < (newer.before, newer.id)`);
    this.addSql(
      `create unique index token_revocation_one on token_revocation (jurisdiction_id, person_id, client, token_id) nulls not distinct`,
    );
    this.addSql(`create index token_revocation_old on token_revocation (before) where token_id is not null`);
  }

  override down(): void {
    this.addSql('drop index token_revocation_old');
    this.addSql('drop index token_revocation_one');
    this.addSql('drop table rate');
  }
}
