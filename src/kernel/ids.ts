import { randomUUID } from 'node:crypto';
import type { Label } from './bilingual.js';

interface NounIdentity {
  /** The three letters that open a public id. A table row keeps the bare UUID. */
  readonly prefix: string;
  /** What messages call one row, without an article. */
  readonly words: string;
  /** The same in Chinese. */
  readonly zh: string;
  /** Whether it is a node of the place tree: `within` and other scopes name it, and rows lie in it. */
  readonly placed?: true;
}

/** All nouns of the graph, and what identifies them. The name is that of the GraphQL type and of the entity. */
export const nouns = {
  Organization: { prefix: 'org', words: 'organisation', zh: '组织', placed: true },
  EnterpriseProfile: { prefix: 'ent', words: 'enterprise profile', zh: '企业概况' },
  OrganizationRelation: { prefix: 'rel', words: 'relation', zh: '组织关系' },
  Person: { prefix: 'per', words: 'person', zh: '人员' },
  Account: { prefix: 'acc', words: 'account', zh: '账号' },
  AuditEntry: { prefix: 'aud', words: 'audit entry', zh: '审计记录' },
  Appointment: { prefix: 'app', words: 'appointment', zh: '任职' },
  Station: { prefix: 'sta', words: 'station', zh: '站点' },
  StationSite: { prefix: 'sit', words: 'site', zh: '场地' },
  HistoryEntry: { prefix: 'hst', words: 'history entry', zh: '流转记录' },
  CalendarDay: { prefix: 'cal', words: 'calendar day', zh: '工作日历日' },
  ExtensionRequest: { prefix: 'ext', words: 'request for more time', zh: '延期申请' },
  DutyList: { prefix: 'dut', words: 'duty list', zh: '职责清单' },
  RoutingRule: { prefix: 'rou', words: 'routing rule', zh: '分派规则' },
  ReplyTemplate: { prefix: 'rpt', words: 'reply template', zh: '答复模板' },
  SlaRule: { prefix: 'sla', words: 'deadline rule', zh: '时限规则' },
  Grid: { prefix: 'grd', words: 'grid', zh: '网格', placed: true },
  CoverageRule: { prefix: 'rul', words: 'coverage rule', zh: '网格设置规则' },
  IncidentCategory: { prefix: 'cat', words: 'category', zh: '事件类别' },
  Incident: { prefix: 'inc', words: 'incident', zh: '事件' },
  IncidentParticipant: { prefix: 'ipt', words: 'assistance', zh: '协办' },
  IncidentEvent: { prefix: 'evt', words: 'incident event', zh: '事件流转记录' },
  Attachment: { prefix: 'atm', words: 'attachment', zh: '附件' },
  Notification: { prefix: 'ntf', words: 'notification', zh: '通知' },
  Satisfaction: { prefix: 'sat', words: 'satisfaction answer', zh: '满意度评价' },
  Estate: { prefix: 'est', words: 'estate', zh: '小区' },
  Building: { prefix: 'bld', words: 'building', zh: '楼栋' },
  Stairwell: { prefix: 'stw', words: 'stairwell', zh: '楼道', placed: true },
  Dwelling: { prefix: 'dwl', words: 'dwelling', zh: '房屋' },
  Household: { prefix: 'hsh', words: 'household', zh: '户' },
  HouseholdMember: { prefix: 'mem', words: 'household member', zh: '户成员' },
  Resident: { prefix: 'res', words: 'resident', zh: '居民' },
  Occupancy: { prefix: 'occ', words: 'occupancy', zh: '人房关联' },
  CareDesignation: { prefix: 'car', words: 'care designation', zh: '关爱认定' },
  HelpPairing: { prefix: 'hlp', words: 'help pairing', zh: '结对帮扶' },
  Visit: { prefix: 'vis', words: 'visit', zh: '走访记录' },
  DeliberationBody: { prefix: 'bod', words: 'deliberation body', zh: '议事组织' },
  DeliberationRules: { prefix: 'dru', words: 'version of rules', zh: '议事规则' },
  BodyMember: { prefix: 'bmb', words: 'member', zh: '议事成员' },
  SessionDue: { prefix: 'sdu', words: 'session due', zh: '应开会议' },
  DeliberationSession: { prefix: 'ses', words: 'session', zh: '会议' },
  AgendaItem: { prefix: 'agi', words: 'agenda item', zh: '议程' },
  Attendance: { prefix: 'att', words: 'attendance', zh: '到会记录' },
  Proxy: { prefix: 'prx', words: 'proxy', zh: '委托' },
  Minutes: { prefix: 'mnt', words: 'version of minutes', zh: '会议纪要' },
  Topic: { prefix: 'top', words: 'topic', zh: '议题' },
  Decision: { prefix: 'dec', words: 'decision', zh: '决议' },
  Ballot: { prefix: 'bal', words: 'ballot', zh: '投票' },
  BallotVote: { prefix: 'vot', words: 'vote', zh: '表决票' },
  Covenant: { prefix: 'cov', words: 'covenant', zh: '公约' },
  CovenantVersion: { prefix: 'cvn', words: 'version of a covenant', zh: '公约版本' },
  CovenantSignature: { prefix: 'csg', words: 'signature', zh: '公约签署' },
  CovenantBreach: { prefix: 'cbr', words: 'breach of a covenant', zh: '违约情况' },
  Selection: { prefix: 'sel', words: 'selection', zh: '楼道长选任' },
  SelectionObjection: { prefix: 'sob', words: 'objection', zh: '选任异议' },
  RateExclusion: { prefix: 'rex', words: 'exclusion from rates', zh: '考核剔除' },
  Whistle: { prefix: 'whi', words: 'call of departments', zh: '吹哨' },
  GovernanceTheme: { prefix: 'gth', words: 'governance theme', zh: '治理主题' },
  ThemeMeasure: { prefix: 'tme', words: 'measure of a theme', zh: '治理措施' },
  WhistleAnswer: { prefix: 'wha', words: 'answer to a call', zh: '报到' },
  OutageNotice: { prefix: 'out', words: 'outage notice', zh: '停供通知' },
  OutageRecipient: { prefix: 'ort', words: 'recipient of an outage notice', zh: '停供通知对象' },
  DisclosureNotice: { prefix: 'dis', words: 'disclosure notice', zh: '监督检查结果公开' },
  BallotProxy: { prefix: 'bpx', words: 'ballot proxy', zh: '投票委托' },
  SealedBallot: { prefix: 'sbl', words: 'sealed ballot', zh: '密封选票' },
  VisitRule: { prefix: 'vru', words: 'visit rule', zh: '走访规则' },
  VolunteerTeam: { prefix: 'vtm', words: 'volunteer team', zh: '志愿服务队' },
  Volunteer: { prefix: 'vol', words: 'volunteer', zh: '志愿者' },
  NeedItem: { prefix: 'ned', words: 'need', zh: '需求' },
  NeedClaim: { prefix: 'clm', words: 'claim', zh: '认领' },
  Honour: { prefix: 'hon', words: 'honour', zh: '荣誉' },
  HonourObjection: { prefix: 'hob', words: 'objection', zh: '公示异议' },
  TeamMembership: { prefix: 'tms', words: 'team membership', zh: '队员身份' },
  Activity: { prefix: 'act', words: 'activity', zh: '活动' },
  ActivityOutcome: { prefix: 'aot', words: 'activity outcome', zh: '活动成果' },
  ActivityRegistration: { prefix: 'reg', words: 'registration', zh: '活动报名' },
  CalendarFeed: { prefix: 'fee', words: 'calendar feed', zh: '日历订阅' },
  ReportedFigure: { prefix: 'fig', words: 'reported figure', zh: '公布数字' },
  PartnerApp: { prefix: 'pap', words: "partner's app", zh: '合作应用' },
  PartnerVersion: { prefix: 'pav', words: 'version', zh: '合作应用版本' },
  PartnerDocument: { prefix: 'pad', words: 'document', zh: '合作应用文档' },
  Webhook: { prefix: 'whk', words: 'webhook', zh: '推送端点' },
  WebhookDelivery: { prefix: 'whd', words: 'delivery', zh: '推送记录' },
  VolunteerHours: { prefix: 'vhr', words: 'volunteer hours', zh: '服务时长' },
} as const satisfies Readonly<Record<string, NounIdentity>>;
export type NounName = keyof typeof nouns;
export type Prefix = (typeof nouns)[NounName]['prefix'];
/** The nouns that are nodes of the place tree. */
export type PlacedNoun = { [N in NounName]: (typeof nouns)[N] extends { readonly placed: true } ? N : never }[NounName];

export const nounNames = Object.keys(nouns) as NounName[];
export const placedNouns = nounNames.filter((noun): noun is PlacedNoun => 'placed' in nouns[noun]);
const nounOfPrefix = new Map(nounNames.map((noun) => [nouns[noun].prefix as string, noun]));

/** What messages call a row of one of these nouns: 'organisation or grid'. */
export const nounLabel = (...names: readonly NounName[]): Label => ({
  en: names.map((name) => nouns[name].words).join(' or '),
  zh: names.map((name) => nouns[name].zh).join('或'),
});

/** The same with an article: 'an organisation'. */
export const aNoun = (name: NounName): string => `${/^[aeiou]/.test(nouns[name].words) ? 'an' : 'a'} ${nouns[name].words}`;

let lastMillisecond = 0;
let counter = 0;

/**
 * A UUIDv7 whose last 16 bits are the jurisdiction's number: any id alone tells where its row lives.
 * Ids of one process ascend, also within a millisecond (the 12 bits after the version count up).
 */
export function newId(jurisdictionNumber: number, at: number = Date.now()): string {
  if (at > lastMillisecond) {
    lastMillisecond = at;
    counter = 0;
  } else if (++counter > 0xfff) {
    lastMillisecond++;
    counter = 0;
  }
  const time = hex(lastMillisecond, 12);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(counter, 3)}-${randomUUID().slice(19, 32)}${hex(jurisdictionNumber, 4)}`;
}

const hex = (number: number, digits: number): string => number.toString(16).padStart(digits, '0');

/** The jurisdiction's number in the last 16 bits of a bare UUID. */
export const jurisdictionNumberOf = (uuid: string): number => Number.parseInt(uuid.slice(-4), 16);

export const publicId = (noun: NounName, uuid: string): string => `${nouns[noun].prefix}_${uuid.replaceAll('-', '')}`;

const SHAPE = /^([a-z]{3})_([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/;

/** The noun and the bare UUID behind a public id, or null where the text is none. */
export function parseId(id: string): { noun: NounName; uuid: string } | null {
  const parts = SHAPE.exec(id);
  const noun = parts && nounOfPrefix.get(parts[1]!);
  return noun ? { noun, uuid: parts!.slice(2).join('-') } : null;
}
