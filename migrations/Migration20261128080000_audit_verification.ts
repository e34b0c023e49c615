import { Migration } from '@mikro-orm/migrations';

/**
 * Verifications of the audit log, which take as long as the log is long: who asked for which, how far it has come, and what was found. One that is not
 * finished and was not heard of for a while has broken off with its process.
 */
export class Migration20261128080000_audit_verification extends Migration {
  override up(): void {
    this.addSql(`create table audit_verification (
      id uuid primary key,
      jurisdiction_id uuid not null,
      started_by uuid,
      started_at timestamptz not null default now(),
      heard_of_at timestamptz not null default now(),
      finished_at timestamptz,
      entries bigint not null default 0,
      verdict jsonb,
      check ((finished_at is null) = (verdict is null))
    )`);
    this.addSql('create index audit_verification_latest on audit_verification (jurisdiction_id, started_at desc)');
  }

  override down(): void {
    this.addSql('drop table audit_verification');
  }
}
