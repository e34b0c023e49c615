import { halvesOf } from '../../kernel/bilingual.js';
import type { OrganizationKind } from '../organisations/organization.terms.js';

/** The words of the incident side. */

export const incidentStates = {
  REPORTED: 'Reported; nobody has taken it up yet. 已上报',
  ACCEPTED: 'Taken up by the holder. 已受理',
  REJECTED: 'Not taken up, with a reason. Final. 不予受理',
  DUPLICATE: 'Merged into another incident. Final. 已并案',
  CANCELLED: 'Withdrawn. Final. 已撤回',
  FILED: 'Kept on record; no action needed. Final. 已备案',
  FORWARDED: 'With an outside body. 已转外部',
  DISPATCHED: 'Sent to those who shall handle it. 已派遣',
  ESCALATED: 'Passed to the organisation above. 已上报上级',
  RETURNED: 'Sent back to the previous holder, with a reason. 已退回',
  IN_PROGRESS: 'Being handled. 处置中',
  SUSPENDED: 'Handling is suspended. 已挂起',
  RESOLVED: 'Handled; somebody else has still to verify it. 已办结待核查',
  VERIFIED: 'Verified by somebody who did not handle it. 核查通过',
  CLOSED: 'Closed. Final, but can be reopened. 已结案',
  REOPENED: 'Opened again. 重新办理',
} as const;
export type IncidentState = keyof typeof incidentStates;

export const finalStates: readonly IncidentState[] = ['CLOSED', 'REJECTED', 'CANCELLED', 'DUPLICATE', 'FILED'];
/** The same as a list in the text of a statement. */
export const FINAL_STATES = finalStates.map((state) => `'${state}'`).join(', ');
export const openStates = (Object.keys(incidentStates) as IncidentState[]).filter((state) => !finalStates.includes(state));

/** How many parts an incident is split into. */
export const MOST_PARTS = 10;

/** Whom incidents are forwarded to: they take part in governance beside the line of street, community and grid. */
export const outsideKinds: readonly OrganizationKind[] = [
  'PUBLIC_UTILITY',
  'GOVERNMENT_DEPARTMENT',
  'POLICE_STATION',
  'RESIDENT_UNIT',
  'ENTERPRISE',
  'SOCIAL_ORGANIZATION',
  'MASS_ORGANIZATION',
];

export const incidentDomains = {
  PUBLIC_OPINION: 'Public opinion. 舆情处理',
  LIVELIHOOD_SERVICE: 'Livelihood services. 民生服务',
  WORK_SAFETY: 'Work safety. 安全生产',
  PUBLIC_SECURITY: 'Public security. 综治维稳',
  URBAN_MANAGEMENT: 'Urban management. 城市管理',
  SPIRITUAL_CIVILIZATION: 'Civic culture. 精神文明',
  ENVIRONMENT: 'Living environment. 人居环境整治',
} as const;
export type IncidentDomain = keyof typeof incidentDomains;

/** Who sees the incidents of a category. */
export const incidentVisibilities = {
  USUAL: 'Everybody who sees what is reported at the place. 一般可见',
  RESTRICTED:
    'Whoever reported it, holds it, handles it or assists, and cadres, dispatchers, street officers and police of the place; not grid staff, chiefs, branch secretaries, administrators and dashboards, who see by the place alone. 限制可见',
} as const;
export type IncidentVisibility = keyof typeof incidentVisibilities;

export const incidentChannels = {
  PHOTO: 'A photo sent in. 随手拍',
  MESSAGE: 'A text message. 短信',
  PHONE: 'A phone call. 电话',
  GRID_PATROL: "A grid worker's patrol. 网格巡查",
  VISIT: 'A home visit. 走访',
  QR_SCAN: 'A QR code scanned. 扫码',
  WECHAT: 'WeChat. 微信',
  QQ_GROUP: 'QQ group. QQ群',
  HOTLINE: 'The 12345 hotline. 热线',
  COUNCIL_HALL: "The residents' council hall. 议事厅",
  STATION_DESK: "A station's desk. 站点窗口",
  VIDEO_SURVEILLANCE: 'Video surveillance. 视频监控',
  SENSOR: 'A sensor. 传感器',
  POLICE: 'The police. 公安',
  PARTNER_API: 'A partner system. 对接系统',
} as const;
export type IncidentChannel = keyof typeof incidentChannels;

export const urgencies = {
  LOW: 'Can wait. 低',
  NORMAL: 'Ordinary. 一般',
  HIGH: 'Pressing. 紧急',
  EMERGENCY: 'Danger to life or property. 特急',
} as const;
export type Urgency = keyof typeof urgencies;

export const supervisionLevels = {
  NONE: 'Not under supervision. 无',
  REMINDER: 'Reminded. 催办',
  YELLOW: 'Yellow card. 黄牌督办',
  RED: 'Red card. 红牌督办',
} as const;
export type SupervisionLevel = keyof typeof supervisionLevels;
/** What a supervision costs the organisation that held the incident when it was issued. A red card takes the place of a yellow one; what is cancelled costs nothing. */
export const supervisionPoints: Readonly<Record<SupervisionLevel, number>> = { NONE: 0, REMINDER: 0, YELLOW: 5, RED: 10 };
const levels = Object.keys(supervisionLevels) as SupervisionLevel[];
export const isAbove = (one: SupervisionLevel, other: SupervisionLevel): boolean => levels.indexOf(one) > levels.indexOf(other);

export const incidentEventKinds = {
  REPORTED: 'Reported. 上报',
  ACCEPTED: 'Accepted. 受理',
  REJECTED: 'Rejected. 不予受理',
  MERGED: 'Merged. 并案',
  CANCELLED: 'Cancelled. 撤回',
  FILED: 'Filed for record. 备案',
  FORWARDED: 'Forwarded to an outside body. 转外部',
  RECLAIMED: 'Taken back from an outside body. 收回',
  DISPATCHED: 'Dispatched. 派遣',
  ESCALATED: 'Escalated. 上报上级',
  RETURNED: 'Returned. 退回',
  STARTED: 'Handling started. 开始处置',
  SUSPENDED: 'Suspended. 挂起',
  RESUMED: 'Resumed. 解挂',
  RESOLVED: 'Resolved. 办结',
  VERIFIED: 'Verified. 核查通过',
  REWORKED: 'Verification failed, sent to rework. 核查不通过',
  CLOSED: 'Closed. 结案',
  REOPENED: 'Reopened. 重新办理',
  SUPERVISED: 'Put under supervision. 督办',
  DUE_SOON: 'What has to be done next is due within the hour. 临期提醒',
  EXTENSION_REQUESTED: 'More time was asked for. 申请延期',
  EXTENDED: 'Deadline extended. 延期',
  EXTENSION_REFUSED: 'More time was refused. 驳回延期',
  EXTENSION_LAPSED: 'Nobody decided on more time before the limit. 延期申请失效',
  ATTACHED: 'Pictures were added. 添加附件',
  ATTACHMENT_REMOVED: 'A picture was removed. 移除附件',
  ASSISTANCE_ASKED: 'An organisation was asked to assist. 请求协办',
  ASSISTANCE_ACCEPTED: 'An organisation assists from now on. 接受协办',
  ASSISTANCE_DECLINED: 'An organisation does not assist, with a reason. 谢绝协办',
  ASSISTANCE_DONE: 'An organisation that assists has done its part. 协办完成',
  ASSISTANCE_WITHDRAWN: 'An organisation need not assist any more. 撤回协办',
  ASSISTANCE_RESCHEDULED: 'An organisation that assists has another due time. 调整协办时限',
  ASSISTANCE_OVERDUE: 'An organisation that assists is past its due time. 协办超期',
  SPLIT: 'A part of it became an incident of its own. 拆分',
  PART_ADDED: 'One incident became a part of another; the note names the other one. 关联子事件',
  PART_RELEASED: 'One incident is a part of another no longer; the note names the other one. 解除子事件',
  PART_ENDED: 'A part of it came to its end. 子事件终结',
  PART_REOPENED: 'A part of it was opened again. 子事件重新办理',
  RATED: 'Rated by the reporter. 评价',
  FOLLOWED:
    'The incident that it was merged into was closed, came to another end, was opened again, or its reporter was replied to. 并案进展',
} as const;
export type IncidentEventKind = keyof typeof incidentEventKinds;

/** The first level: one category for each domain, called as it is. The standard categories belong to that of their domain, but for those that stand beside it. */
export const standardParents = Object.entries(incidentDomains).map(
  ([domain, term]) => [domain as IncidentDomain, halvesOf(term).zh] as const,
);

/** How many categories of the second level belong to one of the first, and how many codes of others a category has, each so many characters long. */
export const MOST_SUBCATEGORIES = 100;
export const MOST_EXTERNAL_CODES = 10;
export const EXTERNAL_CODE_LENGTH = 60;

/** The catalogue every jurisdiction starts with: code, name, domain, and whether it belongs to no other. */
export const standardCategories: readonly (readonly [code: string, name: string, domain: IncidentDomain, isTopmost?: true])[] = [
  ['STREET_LIGHT', '路灯损坏', 'URBAN_MANAGEMENT'],
  ['RUBBISH', '垃圾无人清理', 'ENVIRONMENT'],
  ['TAP', '水龙头损坏', 'LIVELIHOOD_SERVICE'],
  ['TOILET', '马桶堵塞', 'LIVELIHOOD_SERVICE'],
  ['WATER_SUPPLY', '停水与水压不足', 'LIVELIHOOD_SERVICE'],
  ['SOCIAL_SECURITY', '社保低保办理', 'LIVELIHOOD_SERVICE'],
  ['POLICY_ENQUIRY', '政策咨询', 'PUBLIC_OPINION'],
  ['HOUSEKEEPING_AND_JOBS', '家政就业', 'LIVELIHOOD_SERVICE'],
  ['NEIGHBOUR_DISPUTE', '邻里纠纷', 'PUBLIC_SECURITY'],
  ['PROPERTY_DISPUTE', '物业纠纷', 'PUBLIC_SECURITY'],
  ['PETITION', '信访诉求', 'PUBLIC_SECURITY'],
  ['ILLEGAL_PLANTING', '毁绿种菜', 'ENVIRONMENT'],
  ['FALLING_OBJECTS', '高空抛物', 'PUBLIC_SECURITY'],
  ['CORRIDOR_CLUTTER', '楼道堆物', 'WORK_SAFETY'],
  ['DRYING', '随意晾晒', 'SPIRITUAL_CIVILIZATION'],
  ['PETS', '文明养宠', 'SPIRITUAL_CIVILIZATION'],
  ['WASTE_SORTING', '垃圾分类', 'ENVIRONMENT'],
  ['SMALL_ADVERTS', '小广告', 'URBAN_MANAGEMENT'],
  ['FIRE_LANE', '消防通道堵塞', 'WORK_SAFETY'],
  ['GAS_HAZARD', '燃气隐患', 'WORK_SAFETY'],
  ['NEW_ENERGY', '新能源充电', 'WORK_SAFETY'],
  ['OTHER', '其他', 'LIVELIHOOD_SERVICE', true],
];
