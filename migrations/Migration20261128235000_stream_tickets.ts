import { Migration } from '@mikro-orm/migrations';

/** Tickets that stand for a token in the URL of a stream: used once, good for a minute, and of no use to whoever reads the table. */
export class Migration20261128235000_stream_tickets extends Migration {
  override up(): void {
    this.addSql(`create table stream_ticket (
      digest bytea primary key,
      claims jsonb not null,
      expires_at timestamptz not null
    )`);
    this.addSql('create index stream_ticket_expiry on stream_ticket (expires_at)');
  }

  override down(): void {
    this.addSql('drop table stream_ticket');
  }
}
