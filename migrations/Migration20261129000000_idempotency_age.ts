import { Migration } from '@mikro-orm/migrations';

/** Old idempotency keys are removed by their age, all the time. */
export class Migration20261129000000_idempotency_age extends Migration {
  override up(): void {
    this.addSql('create index idempotency_age on idempotency (created_at)');
  }

  override down(): void {
    this.addSql('drop index idempotency_age');
  }
}
