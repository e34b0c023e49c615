import { Migration } from '@mikro-orm/migrations';

/** Bodies that deliberate, their rules and members, when they are due to meet, and their sessions. */
export class Migration20261129061000_deliberation extends Migration {
  override up(): void {
    const base = `
      id uuid not null,
      jurisdiction_id uuid not null,
      provenance text not null default 'RECORDED' check (provenance in ('RECORDED', 'REPORTED', 'SYNTHETIC')),
      created_at timestamptz(3) not null default now(),
      updated_at timestamptz(3) not null default now(),
      version int not null default 1,
      primary key (id, jurisdiction_id)`;
    const place = 'place text collate "C" not null';
    const references = (column: string, table: string) =>
      `foreign key (${column}, jurisdiction_id) references ${table} (id, jurisdiction_id)`;
    const levels = (table: string, key: string) => {
      for (const level of [1, 2, 3, 4, 5])
        this.addSql(`create index ${table}_level_${level} on ${table} (left(place, ${level * 4}), ${key}, id)`);
    };

    this.addSql(`create table deliberation_body (
      ${base},
      name text collate "C" not null,
      kind text not null,
      organization_id uuid not null,
      grid_id uuid,
      chair_ids uuid[] not null default '{}',
      recurrence jsonb,
      dues_until timestamptz(3),
      ended_on date,
      ${place},
      check ((recurrence is null) = (dues_until is null)),
      ${references('organization_id', 'organization')},
      ${references('grid_id', 'grid')}
    )`);
    levels('deliberation_body', 'name');
    this.addSql('create index deliberation_body_organization on deliberation_body (organization_id, name)');
    this.addSql('create index deliberation_body_grid on deliberation_body (grid_id) where grid_id is not null');
    this.addSql('create index deliberation_body_dues on deliberation_body (dues_until) where dues_until is not null');

    this.addSql(`create table deliberation_rules (
      ${base},
      body_id uuid not null,
      number int not null check (number > 0),
      text text,
      quorum_kind text not null check (quorum_kind in ('PERCENT_OF_ELECTORATE', 'PERCENT_OF_AREA', 'COUNT')),
      quorum_numerator int not null check (quorum_numerator > 0),
      quorum_denominator int not null check (quorum_denominator > 0),
      quorum_strict boolean not null,
      majority_of text not null check (majority_of in ('CAST', 'ELECTORATE')),
      majority_numerator int not null check (majority_numerator > 0),
      majority_denominator int not null check (majority_denominator > 0),
      majority_strict boolean not null,
      electorate text not null,
      is_public boolean not null,
      publicity_days int not null check (publicity_days between 0 and 60),
      proxy_limit int not null check (proxy_limit between 0 and 20),
      valid_from date not null,
      valid_to date check (valid_to >= valid_from),
      check (quorum_kind <> 'COUNT' or quorum_denominator = 1),
      check (quorum_kind = 'COUNT' or quorum_numerator <= quorum_denominator),
      check (majority_numerator <= majority_denominator),
      ${references('body_id', 'deliberation_body')}
    )`);
    this.addSql('create unique index deliberation_rules_number on deliberation_rules (body_id, number)');
    this.addSql('create unique index deliberation_rules_current on deliberation_rules (body_id) where valid_to is null');

    this.addSql(`create table body_member (
      ${base},
      body_id uuid not null,
      person_id uuid not null,
      capacity text not null,
      party text not null,
      valid_from date not null,
      valid_to date check (valid_to >= valid_from),
      ${references('body_id', 'deliberation_body')},
      ${references('person_id', 'person')}
    )`);
    this.addSql('create unique index body_member_current on body_member (body_id, person_id) where valid_to is null');
    this.addSql('create index body_member_body on body_member (body_id, valid_from, id)');
    this.addSql('create index body_member_person on body_member (person_id, body_id)');

    this.addSql(`create table session_due (
      ${base},
      body_id uuid not null,
      due_at timestamptz(3) not null,
      ${place},
      ${references('body_id', 'deliberation_body')}
    )`);
    this.addSql('create unique index session_due_at on session_due (body_id, due_at)');
    levels('session_due', 'due_at');

    this.addSql(`create table deliberation_session (
      ${base},
      body_id uuid not null,
      rules_id uuid not null,
      due_id uuid,
      number int not null,
      kind text not null,
      state text not null check (state in ('SCHEDULED', 'NOTICE_SENT', 'OPEN', 'CLOSED', 'MINUTES_PUBLISHED', 'CANCELLED', 'POSTPONED')),
      scheduled_at timestamptz(3) not null,
      venue text,
      chair_id uuid,
      turn int,
      chair_reason text,
      is_public boolean not null,
      notice_sent_at timestamptz(3),
      opened_at timestamptz(3),
      closed_at timestamptz(3),
      is_adjourned boolean not null default false,
      elector_ids uuid[],
      ${place},
      check ((opened_at is null) = (elector_ids is null)),
      check (state not in ('OPEN', 'CLOSED', 'MINUTES_PUBLISHED') or opened_at is not null),
      check (state not in ('CLOSED', 'MINUTES_PUBLISHED') or closed_at >= opened_at),
      ${references('body_id', 'deliberation_body')},
      ${references('rules_id', 'deliberation_rules')},
      ${references('due_id', 'session_due')},
      ${references('chair_id', 'person')}
    )`);
    this.addSql('create unique index deliberation_session_number on deliberation_session (body_id, number)');
    this.addSql('create index deliberation_session_body on deliberation_session (body_id, scheduled_at, id)');
    this.addSql('create index deliberation_session_due on deliberation_session (due_id) where due_id is not null');
    this.addSql('create index deliberation_session_chair on deliberation_session (chair_id) where chair_id is not null');
    levels('deliberation_session', 'scheduled_at');

    this.addSql(`create table agenda_item (
      ${base},
      session_id uuid not null,
      position int not null,
      title text not null,
      topic_id uuid,
      ${references('session_id', 'deliberation_session')}
    )`);
    this.addSql('create unique index agenda_item_position on agenda_item (session_id, position)');
    this.addSql('create index agenda_item_topic on agenda_item (topic_id) where topic_id is not null');

    this.addSql(`create table attendance (
      ${base},
      session_id uuid not null,
      person_id uuid not null,
      capacity text not null,
      party text not null,
      at timestamptz(3) not null,
      ${references('session_id', 'deliberation_session')},
      ${references('person_id', 'person')}
    )`);
    this.addSql('create unique index attendance_person on attendance (session_id, person_id)');
    this.addSql('create index attendance_of_person on attendance (person_id)');

    this.addSql(`create table proxy (
      ${base},
      session_id uuid not null,
      giver_id uuid not null,
      holder_id uuid not null,
      paper text not null,
      at timestamptz(3) not null,
      check (giver_id <> holder_id),
      ${references('session_id', 'deliberation_session')},
      ${references('giver_id', 'person')},
      ${references('holder_id', 'person')}
    )`);
    this.addSql('create unique index proxy_giver on proxy (session_id, giver_id)');
    this.addSql('create index proxy_holder on proxy (holder_id)');
    this.addSql('create index proxy_of_giver on proxy (giver_id)');

    this.addSql(`create table minutes (
      ${base},
      session_id uuid not null,
      number int not null,
      text text not null,
      written_by_id uuid,
      approved_by_id uuid,
      approved_at timestamptz(3),
      redacted text,
      published_at timestamptz(3),
      check ((redacted is null) = (published_at is null)),
      check (published_at is null or approved_at is not null),
      ${references('session_id', 'deliberation_session')},
      ${references('written_by_id', 'person')},
      ${references('approved_by_id', 'person')}
    )`);
    this.addSql('create unique index minutes_number on minutes (session_id, number)');
    this.addSql('create unique index minutes_published on minutes (session_id) where published_at is not null');
  }

  override down(): void {
    for (const table of [
      ...['minutes', 'proxy', 'attendance', 'agenda_item', 'deliberation_session', 'session_due', 'body_member', 'deliberation_rules'],
      'deliberation_body',
    ])
      this.addSql(`drop table ${table}`);
  }
}
