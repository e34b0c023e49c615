import { Migration } from '@mikro-orm/migrations';

/** Proxies are a paper trail: those of ballots are rows of their own, and what is taken back stays, with the time. */
export class Migration20261205040000_proxies extends Migration {
  override up(): void {
    this.addSql(`alter table ballot_proxy
      add id uuid,
      add provenance text not null default 'RECORDED' check (provenance in ('RECORDED', 'REPORTED', 'SYNTHETIC')),
      add created_at timestamptz(3) not null default now(),
      add updated_at timestamptz(3) not null default now(),
      add version int not null default 1,
      add proxy_id uuid,
      add revoked_at timestamptz(3)`);
    // An elector had one at most: its id is as good as any.
    this.addSql('update ballot_proxy set id = elector_id, created_at = at, updated_at = at');
    this.addSql(`alter table ballot_proxy
      drop constraint ballot_proxy_pkey,
      alter id set not null,
      add primary key (id, jurisdiction_id),
      add foreign key (ballot_id, jurisdiction_id) references ballot (id, jurisdiction_id),
      add foreign key (proxy_id, jurisdiction_id) references proxy (id, jurisdiction_id)`);
    this.addSql('create unique index ballot_proxy_standing on ballot_proxy (elector_id) where revoked_at is null');
    this.addSql('create index ballot_proxy_elector on ballot_proxy (elector_id)');
    this.addSql('create index ballot_proxy_ballot on ballot_proxy (ballot_id, at, id)');
    this.addSql('create index ballot_proxy_of_giver on ballot_proxy (giver_id)');
    this.addSql('create index ballot_proxy_of_holder on ballot_proxy (holder_id)');
    this.addSql('create index ballot_proxy_of_session on ballot_proxy (proxy_id) where proxy_id is not null');
    this.addSql('drop index ballot_proxy_holder');
    this.addSql('alter table proxy add revoked_at timestamptz(3)');
    this.addSql('drop index proxy_giver');
    this.addSql('create unique index proxy_giver on proxy (session_id, giver_id) where revoked_at is null');
    this.addSql('create index proxy_session on proxy (session_id)');
  }

  override down(): void {
    this.addSql('drop index proxy_session');
    this.addSql('drop index proxy_giver');
    this.addSql('delete from ballot_proxy where revoked_at is not null');
    this.addSql('alter table ballot_proxy drop proxy_id');
    this.addSql('delete from proxy where revoked_at is not null');
    this.addSql('create unique index proxy_giver on proxy (session_id, giver_id)');
    this.addSql('alter table proxy drop revoked_at');
    for (const index of ['standing', 'elector', 'ballot', 'of_giver', 'of_holder']) this.addSql(`drop index ballot_proxy_${index}`);
    this.addSql(`alter table ballot_proxy
      drop constraint ballot_proxy_pkey,
      drop constraint ballot_proxy_ballot_id_jurisdiction_id_fkey,
      drop id,
      drop provenance,
      drop created_at,
      drop updated_at,
      drop version,
      drop revoked_at,
      add primary key (elector_id)`);
    this.addSql('create index ballot_proxy_holder on ballot_proxy (ballot_id, holder_id)');
  }
}
