import { Migration } from '@mikro-orm/migrations';

/** A draft names the topic that is to decide on it. */
export class Migration20261205000000_covenant_topics extends Migration {
  override up(): void {
    this.addSql('alter table covenant_version drop constraint covenant_version_check1');
    this.addSql(`alter table covenant_version add constraint covenant_version_adopted
      check (num_nulls(session_id, adopted_at, valid_from) in (0, 3) and (topic_id is not null or valid_from is null))`);
  }

  override down(): void {
    this.addSql('update covenant_version set topic_id = null where valid_from is null');
    this.addSql('alter table covenant_version drop constraint covenant_version_adopted');
    this.addSql(`alter table covenant_version add constraint covenant_version_check1
      check (num_nulls(topic_id, session_id, adopted_at, valid_from) in (0, 4))`);
  }
}
