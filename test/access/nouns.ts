import { cellOf, open as unseal } from '../../src/auth/cipher.js';
import { publicId } from '../../src/kernel/ids.js';
import { type Part, parts } from '../modules/parts.js';
import { type Noun, type Row, tables } from '../read/world.js';
import type { Ask, FieldRule, NounRule } from './noun-rules.js';

/** The rules of all modules: each noun with the fields that later modules add to it. */
export const nouns = (() => {
  const found: Record<string, NounRule> = {};
  for (const part of parts as readonly Part[]) {
    Object.assign(found, part.nouns);
    for (const [noun, fields] of Object.entries(part.adds ?? {}))
      found[noun] = { ...found[noun]!, fields: { ...found[noun]!.fields, ...fields } };
  }
  return found as Readonly<Record<Noun, NounRule>>;
})();

/**
 * Types without an id of their own, and where the fields that they add are looked at: what leads to a noun is checked as that noun. `structure` holds
 * nothing of anybody's.
 */
export const others: Readonly<Record<string, string>> = {
  PageInfo: 'structure',
  UserError: 'structure',
  UserErrorParam: 'structure',
  Rate: 'test/read/fuzz.test.ts',
  RateDefinition: 'structure',
  Statistics: 'test/modules/statistics/statistics.test.ts',
  StatisticsGroup: 'test/read/fuzz.test.ts',
  StatisticsKey: 'structure',
  Period: 'structure',
  WorkerPerformance: 'test/modules/statistics/statistics.test.ts',
  ExclusionCount: 'test/modules/statistics/statistics.test.ts',
  CareCoverage: 'test/modules/statistics/statistics.test.ts',
  HandlingTime: 'test/read/fuzz.test.ts',
  CategoryCount: 'test/read/fuzz.test.ts',
  DayCount: 'test/read/fuzz.test.ts',
  ViewerAction: 'test/modules/incidents/matrix.ts',
  Viewer: 'test/access/reads.test.ts, who asks',
  ViewerRole: 'test/access/reads.test.ts, who asks',
  ExternalCode: 'test/modules/incidents/categories.test.ts',
  CategoryQuestion: 'test/modules/incidents/questions.test.ts',
  OfferedReply: 'test/modules/incidents/replies.test.ts',
  IncidentAnswer: 'test/modules/incidents/questions.test.ts',
  SimilarIncident: 'test/modules/incidents/similar.test.ts',
  IncidentRepeat: 'test/modules/themes/repeats.test.ts',
  RoutingExplanation: 'test/modules/incidents/routing.test.ts',
  RoutingTrial: 'test/modules/incidents/routing.test.ts',
  IncidentStreamItem: 'test/access/stream.test.ts',
  StatisticsTally: 'test/access/stream.test.ts',
  OpenIncidentCount: 'test/access/stream.test.ts',
  ViewerNotification: 'test/access/stream.test.ts',
  ActivityStreamItem: 'test/access/stream.test.ts',
  SessionStreamItem: 'test/access/stream.test.ts',
  FreeTime: 'test/modules/volunteers/teams.test.ts',
  Certificate: 'test/modules/volunteers/teams.test.ts',
  Growth: 'test/modules/volunteers/teams.test.ts',
  VolunteerTotals: 'test/modules/activities/hours.test.ts',
  CheckInCode: 'test/modules/activities/activities.test.ts',
  ActivityFigures: 'test/modules/activities/activities.test.ts',
  ActivityKindCount: 'test/modules/activities/activities.test.ts',
  ActivityOutcomeCount: 'test/modules/activities/activities.test.ts',
  OpeningHours: 'test/modules/organisations/verbs.test.ts',
  Recurrence: 'test/read/fuzz.test.ts',
  Fraction: 'test/read/fuzz.test.ts',
  Quorum: 'test/read/fuzz.test.ts',
  BallotOpening: 'test/read/fuzz.test.ts',
  BallotTally: 'test/read/fuzz.test.ts',
  AttendanceCount: 'test/read/fuzz.test.ts',
  PersonalData: 'test/modules/organisations/reveal.test.ts',
  EnumLabel: 'test/api/languages.test.ts',
  AuditBreak: 'test/modules/audit/audit.test.ts',
  AuditVerification: 'test/modules/audit/audit.test.ts',
};

/** What a field is expected to hold for somebody; undefined where that is reckoned and checked elsewhere. */
export function expectedOf(rule: FieldRule, ask: Ask, row: Row): unknown {
  const shown = rule.shown(ask, row);
  if (shown === 'any' || (rule.column === undefined && !rule.find)) return undefined;
  const raw = rule.find ? rule.find(ask, row) : (row[rule.column!] ?? null);
  if (shown === 'hidden' || raw === null) return null;
  if (shown === 'masked') return rule.mask!(raw);
  if (rule.sealed)
    return unseal(
      ask.keyring,
      cellOf({ id: row.id, jurisdictionId: row.jurisdiction_id }, tables[ask.world.nounOf(row)], rule.column!),
      raw,
    );
  if (rule.target) {
    const related = ask.world.byId.get(raw);
    return rule.sees && !nouns[rule.target].sees(ask, related!) ? null : publicId(rule.target, raw);
  }
  return raw instanceof Date ? raw.toISOString() : raw;
}
