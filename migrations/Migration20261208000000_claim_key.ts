import { Migration } from '@mikro-orm/migrations';

/**
 * A key is claimed with one call: what is looked up after the lock is as new as the lock, for each statement of a function sees what is committed by then. A
 * connection that plans it while there are few keys looks them up by the index all the same.
 */
export class Migration20261208000000_claim_key extends Migration {
  override up(): void {
    this.addSql(`create function claim_key(jurisdiction uuid, actors text[], given text) returns void language plpgsql set enable_seqscan = off as $$
begin
  if not pg_try_advisory_xact_lock(hashtextextended(concat_ws(' ', jurisdiction, actors[1], given), 0)) then
    perform refuse_key();
  elsif exists (select from idempotency used where used.jurisdiction_id = jurisdiction and used.actor = any(actors) and used.key = given) then
    perform refuse_key();
  end if;
end $$`);
  }

  override down(): void {
    this.addSql('drop function claim_key(uuid, text[], text)');
  }
}
