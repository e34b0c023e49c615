import { Migration } from '@mikro-orm/migrations';

/** The work calendar, the rules for deadlines, and the deadlines of incidents. */
export class Migration20261129070000_deadlines extends Migration {
  override up(): void {
    const base = `
      id uuid not null,
      jurisdiction_id uuid not null,
      provenance text not null default 'RECORDED',
      created_at timestamptz(3) not null default now(),
      updated_at timestamptz(3) not null default now(),
      version int not null default 1,
      organization_id uuid not null,
      place text collate "C" not null,
      primary key (id, jurisdiction_id),
      foreign key (organization_id, jurisdiction_id) references organization (id, jurisdiction_id)`;
    this.addSql(`create table calendar_day (${base},
      date date not null,
      kind text not null check (kind in ('WORKDAY', 'WEEKEND', 'HOLIDAY', 'MAKEUP_WORKDAY')),
      sessions text[] not null,
      name text
    )`);
    this.addSql('create unique index calendar_day_date on calendar_day (organization_id, date)');
    this.addSql('create unique index calendar_day_id on calendar_day (id)');
    this.addSql('create index calendar_day_jurisdiction on calendar_day (jurisdiction_id, date)');
    this.addSql(`create table sla_rule (${base},
      category_id uuid,
      level text,
      urgency text,
      accept_yellow int, accept_red int,
      handle_yellow int, handle_red int,
      verify_yellow int, verify_red int,
      foreign key (category_id, jurisdiction_id) references incident_category (id, jurisdiction_id),
      check (accept_yellow <= accept_red and handle_yellow <= handle_red and verify_yellow <= verify_red)
    )`);
    this.addSql('create unique index sla_rule_subject on sla_rule (organization_id, category_id, level, urgency) nulls not distinct');
    this.addSql('create unique index sla_rule_id on sla_rule (id)');
    this.addSql('create index sla_rule_category on sla_rule (category_id) where category_id is not null');
    this.addSql(`alter table incident
      add supervisor_id uuid,
      add constraint incident_supervisor foreign key (supervisor_id, jurisdiction_id) references person (id, jurisdiction_id),
      add accept_by timestamptz(3), add accept_red_at timestamptz(3),
      add handle_by timestamptz(3), add handle_red_at timestamptz(3),
      add verify_by timestamptz(3), add verify_red_at timestamptz(3),
      add due_at timestamptz(3), add red_at timestamptz(3), add alarm_at timestamptz(3)`);
    this.addSql('create index incident_alarm on incident (alarm_at) where alarm_at is not null');
    for (let level = 1; level <= 4; level++)
      this.addSql(`create index incident_due_${level} on incident (left(place, ${level * 4}), due_at, id) where due_at is not null`);
  }

  override down(): void {
    this.addSql(`alter table incident
      drop alarm_at, drop red_at, drop due_at, drop verify_red_at, drop verify_by, drop handle_red_at, drop handle_by, drop accept_red_at, drop accept_by, drop supervisor_id`);
    this.addSql('drop table sla_rule');
    this.addSql('drop table calendar_day');
  }
}
