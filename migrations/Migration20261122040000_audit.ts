import { Migration } from '@mikro-orm/migrations';

const UUID = '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$';

/**
 * The audit log as a noun: who by person or client, of which noun the row is, why and what was told. `audit_link` chains the lines of a jurisdiction
 * by their hashes, one after the other; `audit_pending` says which are still to be chained, as `outbox` does for events. Lines and links are only ever
 * inserted: whoever is told so by the database (any role but a superuser) cannot change them, not even as their owner.
 */
export class Migration20261122040000_audit extends Migration {
  override up(): void {
    this.addSql(
      `alter table audit add actor_id uuid, add client text, add subject_noun text, add purpose text, add fields text[] not null default '{}'`,
    );
    this.addSql(`update audit set actor_id = actor::uuid where actor ~ '${UUID}'`);
    this.addSql(`update audit set client = actor where actor_id is null and actor <> 'anonymous'`);
    this.addSql('alter table audit drop actor');
    this.addSql(`alter table audit add actor text generated always as (coalesce(actor_id::text, client, 'anonymous')) stored`);
    this.addSql('create index audit_actor on audit (actor_id, at desc, id desc) where actor_id is not null');
    this.addSql('drop index audit_subject');
    this.addSql('create index audit_subject on audit (subject_id, at desc, id desc)');

    this.addSql(`create table audit_link (
      jurisdiction_id uuid not null,
      seq bigint not null check (seq >= 1),
      audit_id uuid not null,
      hash bytea not null check (length(hash) = 32),
      primary key (jurisdiction_id, seq)
    )`);
    this.addSql('create unique index audit_link_audit on audit_link (audit_id)');
    this.addSql(`create table audit_pending (
      id bigint generated always as identity primary key,
      jurisdiction_id uuid not null,
      audit_id uuid not null
    ) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 0)`);
    this.addSql('insert into audit_pending (jurisdiction_id, audit_id) select jurisdiction_id, id from audit order by at, id');
    this.addSql('revoke update, delete, truncate on audit, audit_link from current_user');
  }

  override down(): void {
    this.addSql('grant update, delete, truncate on audit to current_user');
    this.addSql('drop table audit_pending');
    this.addSql('drop table audit_link');
    this.addSql('drop index audit_subject');
    this.addSql('create index audit_subject on audit (subject_id)');
    this.addSql('drop index audit_actor');
    this.addSql(`alter table audit add said text`);
    this.addSql('update audit set said = actor');
    this.addSql('alter table audit drop actor');
    this.addSql('alter table audit rename said to actor');
    this.addSql('alter table audit alter actor set not null');
    this.addSql('alter table audit drop fields, drop purpose, drop subject_noun, drop client, drop actor_id');
  }
}
