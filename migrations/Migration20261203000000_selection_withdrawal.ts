import { Migration } from '@mikro-orm/migrations';

/** Candidates may stand down. */
export class Migration20261203000000_selection_withdrawal extends Migration {
  override up(): void {
    this.#endedIn("'REJECTED', 'WITHDRAWN'");
  }

  override down(): void {
    // Whoever stood down was not selected.
    this.addSql("update selection set state = 'REJECTED' where state = 'WITHDRAWN'");
    this.addSql("update history set to_state = 'REJECTED' where subject_noun = 'Selection' and to_state = 'WITHDRAWN'");
    this.#endedIn("'REJECTED'");
  }

  /** The states in which a candidate was not selected. */
  #endedIn(states: string): void {
    this.addSql('alter table selection drop constraint selection_state_check');
    this.addSql(`alter table selection add constraint selection_state_check check (state in ('SELF_NOMINATED', 'RESIDENTS_RECOMMENDED', 'COMMUNITY_RECOMMENDED',
      'GENERAL_BRANCH_REVIEWED', 'STREET_APPROVED', 'PUBLICITY', 'RETURNED', 'APPOINTED', ${states}))`);
    this.addSql('alter table selection drop constraint selection_check3');
    this.addSql(
      `alter table selection add constraint selection_check3 check (state in ('SELF_NOMINATED', ${states}) or recommendation_count >= recommendations_needed)`,
    );
    this.addSql('drop index selection_running');
    this.addSql(
      `create unique index selection_running on selection (stairwell_id, candidate_id) where state not in ('APPOINTED', ${states})`,
    );
  }
}
