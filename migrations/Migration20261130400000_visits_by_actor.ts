import { Migration } from '@mikro-orm/migrations';

/** The visits that somebody made. */
export class Migration20261130400000_visits_by_actor extends Migration {
  override up(): void {
    this.addSql('create index visit_actors on visit using gin (actor_ids)');
  }

  override down(): void {
    this.addSql('drop index visit_actors');
  }
}
