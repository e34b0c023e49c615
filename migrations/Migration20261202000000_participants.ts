import { Migration } from '@mikro-orm/migrations';

/** Who assists with an incident, and the parts that an incident is split into. */
export class Migration20261202000000_participants extends Migration {
  override up(): void {
    const references = (column: string, table: string) =>
      `foreign key (${column}, jurisdiction_id) references ${table} (id, jurisdiction_id)`;
    this.addSql(`alter table incident
      add co_handler_ids uuid[] check (co_handler_ids <> '{}'),
      add parent_id uuid,
      add required boolean,
      add open_parts int not null default 0 check (open_parts >= 0),
      add check ((parent_id is null) = (required is null)),
      add check (parent_id is null or open_parts = 0),
      add ${references('parent_id', 'incident')}`);
    // Few incidents have any of these at a time: nothing is written here for the rest. Entries are looked up at once, not from a list of pending ones.
    this.addSql(
      'create index incident_co_handlers on incident using gin (co_handler_ids) with (fastupdate = off) where co_handler_ids is not null',
    );
    this.addSql('create index incident_parent on incident (parent_id, reported_at, id) where parent_id is not null');
    this.addSql(`create table incident_participant (
      id uuid not null,
      jurisdiction_id uuid not null,
      provenance text not null default 'RECORDED' check (provenance in ('RECORDED', 'REPORTED', 'SYNTHETIC')),
      created_at timestamptz(3) not null default now(),
      updated_at timestamptz(3) not null default now(),
      version int not null default 1,
      incident_id uuid not null,
      organization_id uuid not null,
      task text not null,
      due_at timestamptz(3) not null,
      state text not null check (state in ('ASKED', 'ACCEPTED', 'DONE', 'DECLINED', 'WITHDRAWN')),
      asked_by_id uuid not null,
      asked_at timestamptz(3) not null,
      ended_at timestamptz(3),
      answer text,
      alarm_at timestamptz(3),
      primary key (id, jurisdiction_id),
      check ((state in ('ASKED', 'ACCEPTED')) = (ended_at is null)),
      check (alarm_at is null or ended_at is null),
      ${references('incident_id', 'incident')},
      ${references('organization_id', 'organization')},
      ${references('asked_by_id', 'person')}
    )`);
    this.addSql('create index incident_participant_incident on incident_participant (incident_id, asked_at, id)');
    this.addSql(
      `create unique index incident_participant_running on incident_participant (organization_id, incident_id) where state in ('ASKED', 'ACCEPTED')`,
    );
    this.addSql('create index incident_participant_alarm on incident_participant (alarm_at) where alarm_at is not null');
  }

  override down(): void {
    this.addSql('drop table incident_participant');
    this.addSql('alter table incident drop co_handler_ids, drop parent_id, drop required, drop open_parts');
  }
}
