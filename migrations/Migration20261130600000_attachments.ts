import { Migration } from '@mikro-orm/migrations';

/** Files of incidents, from the ticket on; and the keys of stored files that belong to no row, until they are removed. */
export class Migration20261130600000_attachments extends Migration {
  override up(): void {
    this.addSql(`create table attachment (
      id uuid not null,
      jurisdiction_id uuid not null,
      provenance text not null default 'RECORDED' check (provenance in ('RECORDED', 'REPORTED', 'SYNTHETIC')),
      created_at timestamptz(3) not null default now(),
      updated_at timestamptz(3) not null default now(),
      version int not null default 1,
      state text not null check (state in ('AWAITED', 'UPLOADED', 'ATTACHED', 'REMOVED')),
      kind text not null,
      file_name text not null,
      content_type text not null,
      announced_size bigint not null check (announced_size > 0),
      announced_hash text,
      uploaded_by_id uuid,
      uploading_client text,
      reserved_for_id uuid,
      expires_at timestamptz(3) not null,
      attempts int not null default 0,
      discard_at timestamptz(3),
      uploaded_at timestamptz(3),
      original_hash text,
      key text,
      size int,
      hash text,
      width int,
      height int,
      thumbnail_key text,
      thumbnail_size int,
      scanned_at timestamptz(3),
      incident_id uuid,
      event_id uuid,
      attached_at timestamptz(3),
      public boolean not null default false,
      removed_at timestamptz(3),
      removed_by_id uuid,
      primary key (id, jurisdiction_id),
      foreign key (uploaded_by_id, jurisdiction_id) references person (id, jurisdiction_id),
      foreign key (reserved_for_id, jurisdiction_id) references incident (id, jurisdiction_id),
      foreign key (incident_id, jurisdiction_id) references incident (id, jurisdiction_id),
      foreign key (event_id, jurisdiction_id) references incident_event (id, jurisdiction_id),
      foreign key (removed_by_id, jurisdiction_id) references person (id, jurisdiction_id),
      check ((state in ('UPLOADED', 'ATTACHED')) = (key is not null)),
      check (state <> 'ATTACHED' or incident_id is not null)
    )`);
    this.addSql(`create index attachment_of_incident on attachment (incident_id, attached_at, id) where state = 'ATTACHED'`);
    this.addSql(`create index attachment_of_event on attachment (event_id) where state = 'ATTACHED'`);
    this.addSql('create index attachment_discarded on attachment (discard_at) where discard_at is not null');
    this.addSql('create table loose_file (key text primary key, due_at timestamptz(3) not null)');
    this.addSql('create index loose_file_due on loose_file (due_at)');
  }

  override down(): void {
    this.addSql('drop table loose_file');
    this.addSql('drop table attachment');
  }
}
