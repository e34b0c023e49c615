import { Migration } from '@mikro-orm/migrations';

/** What persons were told of incidents, and when an incident is due soon. */
export class Migration20261130202000_notifications extends Migration {
  override up(): void {
    this.addSql(`create table notification (
      id uuid not null,
      jurisdiction_id uuid not null,
      provenance text not null default 'RECORDED' check (provenance in ('RECORDED', 'REPORTED', 'SYNTHETIC')),
      created_at timestamptz(3) not null default now(),
      updated_at timestamptz(3) not null default now(),
      version int not null default 1,
      person_id uuid not null,
      kind text not null,
      incident_id uuid not null,
      event_id uuid not null,
      at timestamptz(3) not null,
      read_at timestamptz(3),
      primary key (id, jurisdiction_id),
      foreign key (person_id, jurisdiction_id) references person (id, jurisdiction_id),
      foreign key (incident_id, jurisdiction_id) references incident (id, jurisdiction_id),
      foreign key (event_id, jurisdiction_id) references incident_event (id, jurisdiction_id)
    )`);
    this.addSql('create index notification_person on notification (person_id, at desc, id desc)');
    this.addSql('create index notification_unread on notification (person_id, at desc, id desc) where read_at is null');
    this.addSql('create index notification_at on notification (at)');
    this.addSql('alter table incident add remind_at timestamptz(3)');
    this.addSql('create index incident_remind on incident (remind_at) where remind_at is not null');
  }

  override down(): void {
    this.addSql('alter table incident drop remind_at');
    this.addSql('drop table notification');
  }
}
