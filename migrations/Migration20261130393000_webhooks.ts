import { Migration } from '@mikro-orm/migrations';

const BASE = `
  id uuid not null,
  jurisdiction_id uuid not null,
  provenance text not null default 'RECORDED' check (provenance in ('RECORDED', 'REPORTED', 'SYNTHETIC')),
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  version int not null default 1,
  primary key (id, jurisdiction_id)`;

/** Addresses of partners that stream items are sent to, how far each has come, and what was sent. */
export class Migration20261130393000_webhooks extends Migration {
  override up(): void {
    this.addSql(`create table webhook (${BASE},
      app_id uuid not null,
      client text not null,
      document_id uuid not null,
      url text not null,
      variables text,
      state text not null,
      pause_reason text,
      authorised_at timestamptz(3) not null,
      secret_sealed bytea not null,
      former_secret_sealed bytea,
      former_secret_until timestamptz(3),
      foreign key (app_id, jurisdiction_id) references partner_app (id, jurisdiction_id),
      foreign key (document_id, jurisdiction_id) references partner_document (id, jurisdiction_id)
    )`);
    this.addSql('create index webhook_app on webhook (app_id, created_at desc, id desc)');
    this.addSql("create index webhook_active on webhook (id) where state = 'ACTIVE'");
    this.addSql(`create table webhook_progress (
      webhook_id uuid not null,
      jurisdiction_id uuid not null,
      pos bigint not null,
      failures int not null default 0,
      failing_since timestamptz(3),
      rests_until timestamptz(3),
      last_success_at timestamptz(3),
      primary key (webhook_id, jurisdiction_id),
      foreign key (webhook_id, jurisdiction_id) references webhook (id, jurisdiction_id)
    ) with (fillfactor = 50)`);
    this.addSql(`create table webhook_delivery (${BASE},
      webhook_id uuid not null,
      kind text not null,
      pos bigint not null,
      term int not null,
      event jsonb,
      subject uuid,
      state text not null,
      attempts int not null,
      first_attempt_at timestamptz(3),
      last_attempt_at timestamptz(3),
      last_status int,
      last_error text,
      next_attempt_at timestamptz(3),
      settled_at timestamptz(3),
      foreign key (webhook_id, jurisdiction_id) references webhook (id, jurisdiction_id)
    )`);
    this.addSql("create unique index webhook_delivery_item on webhook_delivery (webhook_id, pos) where kind = 'ITEM'");
    this.addSql('create index webhook_delivery_webhook on webhook_delivery (webhook_id, created_at desc, id desc)');
    this.addSql("create index webhook_delivery_due on webhook_delivery (webhook_id, next_attempt_at) where state = 'PENDING'");
    this.addSql("create index webhook_delivery_order on webhook_delivery (webhook_id, subject, pos) where state = 'PENDING'");
    this.addSql('create index webhook_delivery_settled on webhook_delivery (settled_at) where settled_at is not null');
  }

  override down(): void {
    this.addSql('drop table webhook_delivery');
    this.addSql('drop table webhook_progress');
    this.addSql('drop table webhook');
  }
}
