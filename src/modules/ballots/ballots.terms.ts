/** The words of topics and ballots. */

export const topicStages = {
  PROPOSED: 'Proposed; nobody has looked at it yet. 民提：已提出',
  ADMITTED: 'Admitted; waits to be placed on an agenda. 已受理',
  DECLINED: 'Not admitted, with a reason. Final. 不予受理',
  DELIBERATING: 'On the agenda of a session. 民议：协商中',
  VOTING: 'A ballot is open. 投票中',
  DECIDED: 'Decided: adopted, rejected, deferred, or without a quorum. 民决：已决定',
  IMPLEMENTING: 'Being carried out: somebody is responsible until a day. 落实中',
  REPORTED_DONE: 'Reported done; residents evaluate it. 已落实待评议',
  EVALUATED: 'Evaluated by residents. 民评：已评议',
  ARCHIVED: 'Closed with published minutes. Final. 已归档',
  WITHDRAWN: 'Withdrawn by who proposed it. Final. 已撤回',
} as const;
export type TopicStage = keyof typeof topicStages;

/** Those that everybody of the jurisdiction knows of. */
export const knownStages: readonly TopicStage[] = (Object.keys(topicStages) as TopicStage[]).filter(
  (stage) => stage !== 'PROPOSED' && stage !== 'DECLINED',
);

export const topicCategories = {
  PET_KEEPING: 'Keeping pets. 文明养宠',
  WASTE_SORTING: 'Sorting of waste. 垃圾分类',
  GREEN_DAMAGE: 'Damage to greenery. 毁绿',
  THROWN_OBJECTS: 'Objects thrown from above. 高空抛物',
  CORRIDOR_CLUTTER: 'Things left in corridors. 楼道堆物',
  DRYING: 'Drying of laundry. 晾晒',
  FILIAL_PIETY: 'Care for the old and the family. 孝老爱亲',
  PROPERTY_MANAGEMENT: 'Property management. 物业管理',
  PROPERTY_SERVICE: 'Better service of the property company. 物业服务提升',
  INFRASTRUCTURE: "An estate's infrastructure. 小区基础设施改善",
  PARKING: 'Parking. 停车',
  COURTYARD: 'Beautiful courtyards. 美丽庭院',
  NEIGHBOUR_DISPUTE: 'Disputes of neighbours. 邻里纠纷',
  PETITION_MEDIATION: 'Mediation of petitions. 信访调解',
  HOUSEKEEPING_EMPLOYMENT: 'Housekeeping and employment. 家政就业',
  OTHER: 'Anything else. 其他',
} as const;
export type TopicCategory = keyof typeof topicCategories;

export const topicScales = {
  ESTATE_MATTER: 'A great matter of the estate. 小区大事',
  NEIGHBOUR_MATTER: 'A small matter of neighbours. 邻里琐事',
  FAMILY_DIFFICULTY: "A family's difficulty. 各家难事",
  PRACTICAL_MATTER: 'A practical matter. 各类实事',
} as const;
export type TopicScale = keyof typeof topicScales;

export const proposerKinds = {
  RESIDENT: 'A resident. 居民',
  CHIEF: 'A stairwell, lane or building chief. 楼道长',
  STAFF: 'Somebody who works for a grid or community. 工作人员',
  VOLUNTEER: 'A volunteer. 志愿者',
  ORGANIZATION: 'An organisation. 组织',
  INCIDENT: 'It came out of an incident. 事件转化',
} as const;
export type ProposerKind = keyof typeof proposerKinds;

export const ballotMethods = {
  YES_NO_ABSTAIN: 'For, against, or abstain. 赞成、反对、弃权',
  SINGLE: 'One of several options. 单选',
  MULTIPLE: 'Several of the options. 多选',
  SCORE: 'A score of 0 to 5 for each option. 评分',
} as const;
export type BallotMethod = keyof typeof ballotMethods;

export const ballotWeights = {
  ONE_PERSON: 'One person, one vote. 一人一票',
  HOUSEHOLD: 'One household, one vote. 一户一票',
  AREA_AND_HEADS: 'By floor area and by heads of owners, both. 按专有面积和业主人数',
} as const;
export type BallotWeight = keyof typeof ballotWeights;

export const ballotStates = {
  OPEN: 'Votes are cast. 投票中',
  CLOSED: 'Closed and counted. 已截止',
} as const;
export type BallotState = keyof typeof ballotStates;

export const ballotAnswers = {
  YES: 'For it. 赞成',
  NO: 'Against it. 反对',
} as const;

export const ballotResults = {
  ADOPTED: 'Adopted. 通过',
  REJECTED: 'Rejected; ties are. 未通过',
  NO_QUORUM: 'Too few took part. 未达法定人数',
  DEFERRED: 'Put off to another session. 暂缓',
} as const;
export type BallotResult = keyof typeof ballotResults;

/** What owners decide together, as article 278 of the Civil Code numbers it. */
export const civilCodeMatters = {
  ITEM_1: 'Rules of procedure of the owners’ assembly. 制定和修改业主大会议事规则',
  ITEM_2: 'Management rules. 制定和修改管理规约',
  ITEM_3: 'Election of the owners’ committee or of its members. 选举业主委员会或者更换业主委员会成员',
  ITEM_4: 'Choice of the property company or other managers. 选聘和解聘物业服务企业或者其他管理人',
  ITEM_5: 'Use of the maintenance fund. 使用建筑物及其附属设施的维修资金',
  ITEM_6: 'Raising of the maintenance fund. 筹集建筑物及其附属设施的维修资金',
  ITEM_7: 'Conversion or rebuilding of buildings. 改建、重建建筑物及其附属设施',
  ITEM_8: 'Change of use of common parts, or business with them. 改变共有部分的用途或者利用共有部分从事经营活动',
  ITEM_9: 'Other important matters of shared ownership. 有关共有和共同管理权利的其他重大事项',
} as const;
export type CivilCodeMatter = keyof typeof civilCodeMatters;
