/** The words of bodies and sessions. */

export const bodyKinds = {
  RESIDENT_COUNCIL: "Residents' council or council hall. 居民议事会（厅）",
  RESIDENT_REPRESENTATIVES: "Residents' representatives. 居民代表会议",
  OWNERS_ASSEMBLY: "Owners' assembly. 业主大会",
  HEARING_PANEL: 'Hearing panel. 听证会',
  LOVE_COUNCIL: 'Council of caring neighbours. 爱心议事会',
  PAVILION_GARDEN: 'Open-air council of residents. 民心亭议事园',
  NEIGHBOUR_FORUM: 'Forum of neighbours. 睦邻论坛',
  JOINT_CONFERENCE: "Joint conference of residents' committee, owners' committee and property company. 三方联席会",
  COMMUNITY_PARTY_CONFERENCE: 'Party conference of the units of a community. 社区党建联席会',
  LEADING_GROUP: 'Meetings of a leading group. 领导小组会议',
  BRANCH_MEETING: 'Meetings of a party branch. 支部例会',
} as const;
export type BodyKind = keyof typeof bodyKinds;

export const capacities = {
  MEMBER: 'Member. 成员',
  RESIDENT_REPRESENTATIVE: "Residents' representative. 居民代表",
  OWNER: 'Owner. 业主',
  COMMUNITY_WORKER: 'Community worker. 社区工作者',
  RETIRED_CADRE: 'Retired cadre. 退休干部',
  OUTSTANDING_PARTY_MEMBER: 'Outstanding party member. 优秀党员',
  COUNTRYSIDE_WORTHY: 'Respected resident. 乡贤能人',
  STAIRWELL_CHIEF: 'Stairwell chief. 楼道长',
  DELEGATE: 'Delegate of a unit. 单位代表',
  OBSERVER: 'Observer without a vote. 列席人员',
} as const;
export type Capacity = keyof typeof capacities;

/** Who takes part, but is not counted in the electorate. */
export const VOTELESS: Capacity = 'OBSERVER';

export const parties = {
  COMMUNITY: 'The community. 社区',
  RESIDENTS_COMMITTEE: "The residents' committee. 居委会",
  OWNERS_COMMITTEE: "The owners' committee. 业委会",
  PROPERTY_COMPANY: 'The property company. 物业公司',
  ESTATE: 'The housing estate. 小区',
  SOCIAL_ORGANIZATION: 'A social organisation. 社会组织',
  PARTY_ORGANIZATION: 'A party organisation. 党组织',
  RESIDENT_UNIT: 'A unit located in the area. 驻区单位',
  POLICE: 'The police. 公安',
  RESIDENTS: 'Residents. 居民',
} as const;
export type Party = keyof typeof parties;

export const recurrenceFrequencies = {
  WEEKLY: 'Each week, on a weekday. 每周',
  MONTHLY: 'Each month, on a day of the month. 每月',
  QUARTERLY: 'Every three months, on a day of the month. 每季度',
} as const;
export type RecurrenceFrequency = keyof typeof recurrenceFrequencies;

export const quorumKinds = {
  PERCENT_OF_ELECTORATE: 'A share of those who may vote. 按人数比例',
  PERCENT_OF_AREA: 'A share of the floor area; of a session, the same share of its members. 按专有面积比例',
  COUNT: 'A number of people. 按人数',
} as const;
export type QuorumKind = keyof typeof quorumKinds;

export const majorityBases = {
  CAST: 'Of those who take part; abstentions count. 按参加表决者',
  ELECTORATE: 'Of all who may vote. 按全体表决权人',
} as const;
export type MajorityBase = keyof typeof majorityBases;

export const electorates = {
  MEMBERS: "The body's members with a vote. 议事成员",
  RESIDENTS: 'Adult residents of its area. 成年居民',
  HOUSEHOLDS: 'One vote for each household of its area. 每户一票',
  OWNERS: 'Owners of dwellings in its area. 业主',
} as const;
export type Electorate = keyof typeof electorates;

export const sessionKinds = {
  REGULAR: 'Regular meeting. 例会',
  COUNCIL: 'Council session. 议事会',
  HEARING: 'Hearing before a decision. 听证会',
  COORDINATION: 'Coordination of those concerned. 协调会',
  EVALUATION: 'Evaluation of what was done. 评议会',
  JOINT: 'Joint conference. 联席会',
  NIGHT_TALK: 'Evening talk in a grid. 网格夜谈会',
  TEMPORARY: 'Called for one matter. 临时议',
  BRIEFING: 'Briefing. 通报会',
} as const;
export type SessionKind = keyof typeof sessionKinds;

export const sessionStates = {
  SCHEDULED: 'Scheduled. 已排期',
  NOTICE_SENT: 'Notice sent; members are invited. 已通知',
  OPEN: 'Open. 进行中',
  CLOSED: 'Closed. 已结束',
  MINUTES_PUBLISHED: 'Closed, with minutes that everybody can read. Final. 纪要已公布',
  CANCELLED: 'Cancelled. Final. 已取消',
  POSTPONED: 'Postponed; a new notice sets the time. 已延期',
} as const;
export type SessionState = keyof typeof sessionStates;

/** What is told of a session as it happens. The kinds of topics and ballots are left by their module. */
export const sessionEventKinds = {
  SCHEDULED: 'It was scheduled. 已排期',
  CHAIR_SUBSTITUTED: 'It has another chair. 更换主持人',
  NOTICE_SENT: 'Members were invited. 已通知',
  OPENED: 'It was opened. 开会',
  CLOSED: 'It was closed with its quorum. 闭会',
  ADJOURNED: 'It ended without business. 休会',
  POSTPONED: 'It was postponed. 延期',
  CANCELLED: 'It was cancelled. 取消',
  CHECKED_IN: 'Somebody is there. 签到',
  CHECK_IN_WITHDRAWN: 'Somebody was checked in by mistake. 撤销签到',
  PROXY_GIVEN: 'A member lets another one stand in. 委托参会',
  PROXY_REVOKED: 'A member took a proxy back. 撤回委托',
  MINUTES_WRITTEN: 'There is a version of the minutes. 撰写纪要',
  MINUTES_APPROVED: 'The chair approved the minutes. 审定纪要',
  MINUTES_PUBLISHED: 'The minutes were published. 公布纪要',
  TOPIC_PLACED: 'A topic was put on its agenda. 议题列入议程',
  TOPIC_DECIDED: 'A topic was decided by consensus. 议题协商决定',
  DECISION_ADOPTED: 'It was said who carries a decision out, and until when. 决议落实责任人',
  BALLOT_OPENED: 'A ballot was opened. 投票开始',
  VOTE_CAST: 'Somebody took part in a ballot; never what they chose. 参加投票',
  BALLOT_CLOSED: 'A ballot was closed and counted. 投票截止',
} as const;
export type SessionEventKind = keyof typeof sessionEventKinds;

/** Those in which people check in: guests who did are told what its members are. */
export const statesOfGuests: readonly SessionState[] = ['NOTICE_SENT', 'OPEN'];

/** Those in which it is over; minutes and ballots that stay open may still follow. */
export const sessionsOver: readonly SessionState[] = ['CLOSED', 'MINUTES_PUBLISHED', 'CANCELLED'];

export const dueStatuses = {
  UPCOMING: 'Its day has not passed, and no session is scheduled. 待排期',
  SCHEDULED: 'A session is scheduled for it. 已排期',
  HELD: 'A session was held. 已召开',
  MISSED: 'Its day has passed, and no session was held. 未召开',
} as const;
export type DueStatus = keyof typeof dueStatuses;
