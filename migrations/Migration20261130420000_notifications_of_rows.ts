import { Migration } from '@mikro-orm/migrations';

/** Persons are told of rows of any noun, not of incidents alone; voters are told that a ballot closes soon. */
export class Migration20261130420000_notifications_of_rows extends Migration {
  override up(): void {
    this.addSql('alter table notification drop constraint notification_incident_id_jurisdiction_id_fkey');
    this.addSql('alter table notification drop constraint notification_event_id_jurisdiction_id_fkey');
    this.addSql('alter table notification rename incident_id to subject_id');
    this.addSql('alter table notification rename event_id to step_id');
    this.addSql('alter table notification alter step_id drop not null');
    this.addSql("alter table notification add subject_noun text not null default 'Incident'");
    this.addSql('alter table notification alter subject_noun drop default');
    this.addSql('alter table ballot add remind_at timestamptz(3)');
    this.addSql('create index ballot_remind on ballot (remind_at) where remind_at is not null');
  }

  override down(): void {
    this.addSql('alter table ballot drop remind_at');
    this.addSql("delete from notification where subject_noun <> 'Incident'");
    this.addSql('alter table notification drop subject_noun');
    this.addSql('alter table notification rename step_id to event_id');
    this.addSql('alter table notification alter event_id set not null');
    this.addSql('alter table notification rename subject_id to incident_id');
    this.addSql('alter table notification add foreign key (incident_id, jurisdiction_id) references incident (id, jurisdiction_id)');
    this.addSql('alter table notification add foreign key (event_id, jurisdiction_id) references incident_event (id, jurisdiction_id)');
  }
}
