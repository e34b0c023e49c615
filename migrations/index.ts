import { Migration20261122000000_spine } from './Migration20261122000000_spine.js';
import { Migration20261122010000_repartition } from './Migration20261122010000_repartition.js';
import { Migration20261122020000_sealing } from './Migration20261122020000_sealing.js';
import { Migration20261122030000_identity } from './Migration20261122030000_identity.js';
import { Migration20261122040000_audit } from './Migration20261122040000_audit.js';
import { Migration20261122050000_residents } from './Migration20261122050000_residents.js';
import { Migration20261123060000_event_log } from './Migration20261123060000_event_log.js';
import { Migration20261123070000_open_incidents } from './Migration20261123070000_open_incidents.js';
import { Migration20261128010000_grid_bounds } from './Migration20261128010000_grid_bounds.js';
import { Migration20261128080000_audit_verification } from './Migration20261128080000_audit_verification.js';
import { Migration20261128200000_coverage_level } from './Migration20261128200000_coverage_level.js';
import { Migration20261128230000_code_keys } from './Migration20261128230000_code_keys.js';
import { Migration20261128230000_partners } from './Migration20261128230000_partners.js';
import { Migration20261128231000_search_words } from './Migration20261128231000_search_words.js';
import { Migration20261128233000_id_numbers } from './Migration20261128233000_id_numbers.js';
import { Migration20261128235000_stream_tickets } from './Migration20261128235000_stream_tickets.js';
import { Migration20261129000000_idempotency_age } from './Migration20261129000000_idempotency_age.js';
import { Migration20261129010000_rates } from './Migration20261129010000_rates.js';
import { Migration20261129020000_jobs } from './Migration20261129020000_jobs.js';
import { Migration20261129032500_station_states } from './Migration20261129032500_station_states.js';
import { Migration20261129033000_refusals } from './Migration20261129033000_refusals.js';
import { Migration20261129053500_volunteers } from './Migration20261129053500_volunteers.js';
import { Migration20261129061000_deliberation } from './Migration20261129061000_deliberation.js';
import { Migration20261129064000_activities } from './Migration20261129064000_activities.js';
import { Migration20261129064000_incident_life } from './Migration20261129064000_incident_life.js';
import { Migration20261129070000_deadlines } from './Migration20261129070000_deadlines.js';
import { Migration20261129100000_partner_versions } from './Migration20261129100000_partner_versions.js';
import { Migration20261129101000_volunteer_hours } from './Migration20261129101000_volunteer_hours.js';
import { Migration20261129110000_partner_spending } from './Migration20261129110000_partner_spending.js';
import { Migration20261129120000_ballots } from './Migration20261129120000_ballots.js';
import { Migration20261129120000_needs } from './Migration20261129120000_needs.js';
import { Migration20261129121000_honours } from './Migration20261129121000_honours.js';
import { Migration20261130110000_statistics } from './Migration20261130110000_statistics.js';
import { Migration20261130120000_handling_time } from './Migration20261130120000_handling_time.js';
import { Migration20261130130000_reported_figures } from './Migration20261130130000_reported_figures.js';
import { Migration20261130200000_satisfaction } from './Migration20261130200000_satisfaction.js';
import { Migration20261130201000_extensions } from './Migration20261130201000_extensions.js';
import { Migration20261130202000_notifications } from './Migration20261130202000_notifications.js';
import { Migration20261130203000_similar_incidents } from './Migration20261130203000_similar_incidents.js';
import { Migration20261130204000_duty_lists } from './Migration20261130204000_duty_lists.js';
import { Migration20261130300000_secret_ballots } from './Migration20261130300000_secret_ballots.js';
import { Migration20261130310000_disclosures } from './Migration20261130310000_disclosures.js';
import { Migration20261130320020_routing } from './Migration20261130320020_routing.js';
import { Migration20261130393000_webhooks } from './Migration20261130393000_webhooks.js';
import { Migration20261130400000_visits_by_actor } from './Migration20261130400000_visits_by_actor.js';
import { Migration20261130410000_calendar_feeds } from './Migration20261130410000_calendar_feeds.js';
import { Migration20261130420000_notifications_of_rows } from './Migration20261130420000_notifications_of_rows.js';
import { Migration20261130421000_enterprises } from './Migration20261130421000_enterprises.js';
import { Migration20261130422000_hours_of_pairings } from './Migration20261130422000_hours_of_pairings.js';
import { Migration20261130500000_covenants } from './Migration20261130500000_covenants.js';
import { Migration20261130510000_selections } from './Migration20261130510000_selections.js';
import { Migration20261130600000_attachments } from './Migration20261130600000_attachments.js';
import { Migration20261202000000_participants } from './Migration20261202000000_participants.js';
import { Migration20261202000100_whistles } from './Migration20261202000100_whistles.js';
import { Migration20261203000000_refused_keys } from './Migration20261203000000_refused_keys.js';
import { Migration20261203000000_selection_withdrawal } from './Migration20261203000000_selection_withdrawal.js';
import { Migration20261203010000_governance } from './Migration20261203010000_governance.js';
import { Migration20261203020000_questions } from './Migration20261203020000_questions.js';
import { Migration20261203030000_due_first } from './Migration20261203030000_due_first.js';
import { Migration20261203040000_exclusions } from './Migration20261203040000_exclusions.js';
import { Migration20261204000000_themes } from './Migration20261204000000_themes.js';
import { Migration20261204010000_outages } from './Migration20261204010000_outages.js';
import { Migration20261205000000_covenant_topics } from './Migration20261205000000_covenant_topics.js';
import { Migration20261205010000_incident_life } from './Migration20261205010000_incident_life.js';
import { Migration20261205020000_whistle_alarms } from './Migration20261205020000_whistle_alarms.js';
import { Migration20261205030000_category_levels } from './Migration20261205030000_category_levels.js';
import { Migration20261205030000_replies } from './Migration20261205030000_replies.js';
import { Migration20261205040000_proxies } from './Migration20261205040000_proxies.js';
import { Migration20261206000000_incident_visibility } from './Migration20261206000000_incident_visibility.js';
import { Migration20261206000000_seats } from './Migration20261206000000_seats.js';
import { Migration20261206010000_counted_visibility } from './Migration20261206010000_counted_visibility.js';
import { Migration20261207000000_open_index } from './Migration20261207000000_open_index.js';
import { Migration20261207010000_rejected_at } from './Migration20261207010000_rejected_at.js';
import { Migration20261207020000_folds } from './Migration20261207020000_folds.js';
import { Migration20261207030000_undivided_names } from './Migration20261207030000_undivided_names.js';
import { Migration20261208000000_claim_key } from './Migration20261208000000_claim_key.js';
import { Migration20261209000000_incident_enums } from './Migration20261209000000_incident_enums.js';

/** All migrations, in the order in which they run. One change each, up and down, never edited after they have run anywhere. */
export const migrations = [
  Migration20261122000000_spine,
  Migration20261122010000_repartition,
  Migration20261122020000_sealing,
  Migration20261122030000_identity,
  Migration20261122040000_audit,
  Migration20261122050000_residents,
  Migration20261123060000_event_log,
  Migration20261123070000_open_incidents,
  Migration20261128010000_grid_bounds,
  Migration20261128080000_audit_verification,
  Migration20261128200000_coverage_level,
  Migration20261128230000_code_keys,
  Migration20261128230000_partners,
  Migration20261128231000_search_words,
  Migration20261128233000_id_numbers,
  Migration20261128235000_stream_tickets,
  Migration20261129000000_idempotency_age,
  Migration20261129010000_rates,
  Migration20261129020000_jobs,
  Migration20261129032500_station_states,
  Migration20261129033000_refusals,
  Migration20261129053500_volunteers,
  Migration20261129061000_deliberation,
  Migration20261129064000_activities,
  Migration20261129064000_incident_life,
  Migration20261129070000_deadlines,
  Migration20261129100000_partner_versions,
  Migration20261129101000_volunteer_hours,
  Migration20261129110000_partner_spending,
  Migration20261129120000_ballots,
  Migration20261129120000_needs,
  Migration20261129121000_honours,
  Migration20261130110000_statistics,
  Migration20261130120000_handling_time,
  Migration20261130130000_reported_figures,
  Migration20261130200000_satisfaction,
  Migration20261130201000_extensions,
  Migration20261130202000_notifications,
  Migration20261130203000_similar_incidents,
  Migration20261130204000_duty_lists,
  Migration20261130300000_secret_ballots,
  Migration20261130310000_disclosures,
  Migration20261130320020_routing,
  Migration20261130393000_webhooks,
  Migration20261130400000_visits_by_actor,
  Migration20261130410000_calendar_feeds,
  Migration20261130420000_notifications_of_rows,
  Migration20261130421000_enterprises,
  Migration20261130422000_hours_of_pairings,
  Migration20261130500000_covenants,
  Migration20261130510000_selections,
  Migration20261130600000_attachments,
  Migration20261202000000_participants,
  Migration20261202000100_whistles,
  Migration20261203000000_refused_keys,
  Migration20261203000000_selection_withdrawal,
  Migration20261203010000_governance,
  Migration20261203020000_questions,
  Migration20261203030000_due_first,
  Migration20261203040000_exclusions,
  Migration20261204000000_themes,
  Migration20261204010000_outages,
  Migration20261205000000_covenant_topics,
  Migration20261205010000_incident_life,
  Migration20261205020000_whistle_alarms,
  Migration20261205030000_category_levels,
  Migration20261205030000_replies,
  Migration20261205040000_proxies,
  Migration20261206000000_incident_visibility,
  Migration20261206000000_seats,
  Migration20261206010000_counted_visibility,
  Migration20261207000000_open_index,
  Migration20261207010000_rejected_at,
  Migration20261207020000_folds,
  Migration20261207030000_undivided_names,
  Migration20261208000000_claim_key,
  Migration20261209000000_incident_enums,
];
