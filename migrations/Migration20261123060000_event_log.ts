import { Migration } from '@mikro-orm/migrations';

/**
 * The event log by days, so that what is old goes by dropping a table; the least position that is still there; and the terms of those who gave out
 * positions. Positions come from the sequencer itself, not from a sequence: they are committed in their order, without gaps.
 */
export class Migration20261123060000_event_log extends Migration {
  override up(): void {
    this.addSql(`create table event_term (
      n int generated always as identity primary key,
      term int not null unique,
      after bigint not null,
      began_at timestamptz(3) not null default now()
    )`);
    this.addSql('insert into event_term (term, after) values ((random() * 2147483646)::int + 1, 0)');
    this.addSql('alter table event_epoch add minimum bigint not null default 0');
    this.addSql('alter table event_log rename to event_log_whole');
    this.addSql('alter index event_log_pkey rename to event_log_whole_pkey');
    this.addSql(`create table event_log (
      pos bigint not null,
      term int not null,
      topic text not null,
      jurisdiction_id uuid not null,
      payload jsonb not null,
      at timestamptz(3) not null,
      day date not null,
      primary key (pos, day)
    ) partition by range (day)`);
    // What is there by now counts as of today.
    this.addSql(`do $$
      declare today date := (now() at time zone 'Asia/Shanghai')::date;
      begin
        execute format('create table event_log_%s partition of event_log for values from (minvalue) to (%L)', to_char(today, 'YYYYMMDD'), today + 1);
        insert into event_log select pos, term, topic, jurisdiction_id, payload, at, today from event_log_whole, event_term;
      end $$`);
    this.addSql('drop table event_log_whole');
  }

  override down(): void {
    this.addSql('alter table event_log rename to event_log_days');
    this.addSql('alter index event_log_pkey rename to event_log_days_pkey');
    this.addSql(`create table event_log (
      pos bigint generated always as identity primary key,
      topic text not null,
      jurisdiction_id uuid not null,
      payload jsonb not null,
      at timestamptz(3) not null
    )`);
    this.addSql(`insert into event_log (pos, topic, jurisdiction_id, payload, at) overriding system value
      select pos, topic, jurisdiction_id, payload, at from event_log_days`);
    this.addSql(`select setval(pg_get_serial_sequence('event_log', 'pos'), greatest(1, max(pos)), max(pos) is not null) from event_log`);
    this.addSql('drop table event_log_days');
    this.addSql('alter table event_epoch drop minimum');
    this.addSql('drop table event_term');
  }
}
