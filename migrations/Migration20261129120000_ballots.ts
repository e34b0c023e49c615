import { Migration } from '@mikro-orm/migrations';

/** Topics, the decisions on them, and named ballots. A ballot, an elector and a vote are each counted once by their keys. */
export class Migration20261129120000_ballots extends Migration {
  override up(): void {
    const base = `
      id uuid not null,
      jurisdiction_id uuid not null,
      provenance text not null default 'RECORDED' check (provenance in ('RECORDED', 'REPORTED', 'SYNTHETIC')),
      created_at timestamptz(3) not null default now(),
      updated_at timestamptz(3) not null default now(),
      version int not null default 1,
      primary key (id, jurisdiction_id)`;
    const references = (column: string, table: string) =>
      `foreign key (${column}, jurisdiction_id) references ${table} (id, jurisdiction_id)`;

    this.addSql('alter table dwelling add area_sqdm int check (area_sqdm > 0)');

    this.addSql(`create table topic (
      ${base},
      body_id uuid not null,
      title text not null,
      content text not null,
      category text not null,
      scale text,
      grid_id uuid,
      proposer_id uuid,
      proposer_kind text not null,
      organization_id uuid,
      incident_id uuid,
      state text not null check (state in ('PROPOSED', 'ADMITTED', 'DECLINED', 'DELIBERATING', 'VOTING', 'DECIDED', 'IMPLEMENTING', 'REPORTED_DONE', 'EVALUATED',
        'ARCHIVED', 'WITHDRAWN')),
      session_id uuid,
      result text check (result in ('ADOPTED', 'REJECTED', 'NO_QUORUM', 'DEFERRED')),
      resolution text,
      decided_at timestamptz(3),
      supporter_count int not null default 0,
      round int not null default 1,
      evaluation_count int not null default 0,
      satisfied_count int not null default 0,
      place text collate "C" not null,
      check (state not in ('DECIDED', 'IMPLEMENTING', 'REPORTED_DONE', 'EVALUATED', 'ARCHIVED') or (result is not null and session_id is not null)),
      check (state not in ('IMPLEMENTING', 'REPORTED_DONE', 'EVALUATED', 'ARCHIVED') or result = 'ADOPTED'),
      check (satisfied_count between 0 and evaluation_count),
      ${references('body_id', 'deliberation_body')},
      ${references('grid_id', 'grid')},
      ${references('proposer_id', 'person')},
      ${references('organization_id', 'organization')},
      ${references('incident_id', 'incident')},
      ${references('session_id', 'deliberation_session')}
    )`);
    for (const level of [1, 2, 3, 4, 5])
      this.addSql(`create index topic_level_${level} on topic (left(place, ${level * 4}), created_at, id)`);
    this.addSql('create index topic_body on topic (body_id, created_at, id)');
    this.addSql('create index topic_proposer on topic (proposer_id, created_at, id) where proposer_id is not null');
    this.addSql('create index topic_session on topic (session_id) where session_id is not null');
    this.addSql('create index topic_grid on topic (grid_id) where grid_id is not null');
    this.addSql('create index topic_incident on topic (incident_id) where incident_id is not null');
    this.addSql('alter table agenda_item add foreign key (topic_id, jurisdiction_id) references topic (id, jurisdiction_id)');

    this.addSql(`create table topic_support (
      topic_id uuid not null,
      jurisdiction_id uuid not null,
      person_id uuid not null,
      at timestamptz(3) not null,
      primary key (topic_id, person_id),
      ${references('topic_id', 'topic')},
      ${references('person_id', 'person')}
    )`);
    this.addSql(`create table topic_evaluation (
      topic_id uuid not null,
      jurisdiction_id uuid not null,
      round int not null,
      person_id uuid not null,
      score int not null check (score between 1 and 5),
      is_satisfied boolean not null,
      comment text,
      at timestamptz(3) not null,
      primary key (topic_id, round, person_id),
      ${references('topic_id', 'topic')},
      ${references('person_id', 'person')}
    )`);

    this.addSql(`create table decision (
      ${base},
      topic_id uuid not null,
      text text not null,
      responsible_id uuid not null,
      due_on date not null,
      effective_on date not null,
      incident_ids uuid[] not null check (cardinality(incident_ids) > 0),
      report text,
      done_at timestamptz(3),
      evaluation_minimum int not null check (evaluation_minimum > 0),
      threshold_numerator int not null check (threshold_numerator > 0),
      threshold_denominator int not null check (threshold_denominator >= threshold_numerator),
      ${references('topic_id', 'topic')},
      ${references('responsible_id', 'person')}
    )`);
    this.addSql('create unique index decision_topic on decision (topic_id)');
    this.addSql('create index decision_responsible on decision (responsible_id)');
    this.addSql('create index decision_incidents on decision using gin (incident_ids)');

    this.addSql(`create table ballot (
      ${base},
      topic_id uuid not null,
      session_id uuid not null,
      method text not null check (method in ('YES_NO_ABSTAIN', 'SINGLE', 'MULTIPLE', 'SCORE')),
      weight text not null check (weight in ('ONE_PERSON', 'HOUSEHOLD', 'AREA_AND_HEADS')),
      options text[] not null,
      matter text,
      hide_until_closed boolean not null,
      quorum_kind text not null,
      quorum_numerator int not null,
      quorum_denominator int not null,
      quorum_strict boolean not null,
      majority_of text not null,
      majority_numerator int not null,
      majority_denominator int not null,
      majority_strict boolean not null,
      proxy_limit int not null,
      electorate int not null check (electorate > 0),
      electorate_area int not null check (electorate_area >= 0),
      state text not null check (state in ('OPEN', 'CLOSED')),
      opened_at timestamptz(3) not null,
      closes_at timestamptz(3),
      closed_at timestamptz(3),
      result text,
      winners int[] not null,
      check ((state = 'CLOSED') = (closed_at is not null)),
      check ((state = 'CLOSED') = (result is not null)),
      ${references('topic_id', 'topic')},
      ${references('session_id', 'deliberation_session')}
    )`);
    this.addSql(`create unique index ballot_open on ballot (topic_id) where state = 'OPEN'`);
    this.addSql('create index ballot_topic on ballot (topic_id, opened_at)');
    this.addSql('create index ballot_session on ballot (session_id)');
    this.addSql(`create index ballot_closes on ballot (closes_at) where closes_at is not null`);

    this.addSql(`create table ballot_elector (
      id uuid not null,
      jurisdiction_id uuid not null,
      ballot_id uuid not null,
      person_ids uuid[] not null,
      household_id uuid,
      area int not null check (area >= 0),
      primary key (id, jurisdiction_id),
      ${references('ballot_id', 'ballot')},
      ${references('household_id', 'household')}
    )`);
    this.addSql('create index ballot_elector_ballot on ballot_elector (ballot_id)');
    this.addSql('create index ballot_elector_persons on ballot_elector using gin (person_ids)');

    this.addSql(`create table ballot_proxy (
      elector_id uuid not null,
      jurisdiction_id uuid not null,
      ballot_id uuid not null,
      giver_id uuid not null,
      holder_id uuid not null,
      paper text not null,
      at timestamptz(3) not null,
      primary key (elector_id),
      check (giver_id <> holder_id),
      ${references('elector_id', 'ballot_elector')},
      ${references('giver_id', 'person')},
      ${references('holder_id', 'person')}
    )`);
    this.addSql('create index ballot_proxy_holder on ballot_proxy (ballot_id, holder_id)');

    this.addSql(`create table ballot_vote (
      ${base},
      ballot_id uuid not null,
      elector_id uuid not null,
      voter_id uuid not null,
      on_behalf_of_id uuid,
      is_abstention boolean not null,
      choices int[] not null,
      scores int[] not null,
      at timestamptz(3) not null,
      ${references('ballot_id', 'ballot')},
      ${references('elector_id', 'ballot_elector')},
      ${references('voter_id', 'person')},
      ${references('on_behalf_of_id', 'person')}
    )`);
    this.addSql('create unique index ballot_vote_elector on ballot_vote (elector_id)');
    this.addSql('create index ballot_vote_ballot on ballot_vote (ballot_id, at, id)');
    this.addSql('create index ballot_vote_voter on ballot_vote (voter_id)');
  }

  override down(): void {
    this.addSql('alter table agenda_item drop constraint agenda_item_topic_id_jurisdiction_id_fkey');
    for (const table of [
      'ballot_vote',
      'ballot_proxy',
      'ballot_elector',
      'ballot',
      'decision',
      'topic_evaluation',
      'topic_support',
      'topic',
    ])
      this.addSql(`drop table ${table}`);
    this.addSql('alter table dwelling drop area_sqdm');
  }
}
