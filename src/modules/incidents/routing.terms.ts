/** The words of routing. */

export const routingTargets = {
  ORGANIZATION: 'An organisation, which holds it from then on; its staff act. 指定组织',
  GRID_LEADER: "The leader of the incident's grid; its community holds it. 网格长",
  GRID_WORKER: "A worker on the incident's grid; its community holds it. 网格员",
  INFORMATION_CENTER: 'The information centre of the jurisdiction, which holds it and dispatches it. 信息总台',
} as const;
export type RoutingTarget = keyof typeof routingTargets;

export const routingConditions = {
  AREA: 'It happened elsewhere. 区域不符',
  CATEGORY: 'It is of another category. 类别不符',
  DOMAIN: 'It is of another domain. 领域不符',
  URGENCY: 'It is more or less pressing. 紧急程度不符',
  KEYWORD: 'Neither title nor description has one of the words. 关键词不符',
  TIME: 'It came at another time of day. 时间不符',
  WEEKDAY: 'It came on another day of the week. 星期不符',
  DAY_KIND: 'The work calendar says that the day is another. 日历日类型不符',
  WORKING_TIME: 'It came outside of working time, or within it. 工作时间不符',
} as const;
export type RoutingCondition = keyof typeof routingConditions;

export const routingFaults = {
  AREA_CLOSED: 'The organisation or grid for which it is said is no longer at work. 适用区域已撤销',
  CATEGORIES_RETIRED: 'All categories that it names are out of use. 所列类别均已停用',
  TARGET_DISSOLVED: 'The organisation that it sends to is no longer at work. 目标组织已撤销',
  NO_INFORMATION_CENTER: 'The jurisdiction has no information centre at work. 本辖区没有信息总台',
} as const;
export type RoutingFault = keyof typeof routingFaults;

export const routingOutcomes = {
  CHOSEN: 'It fits: the incident goes where it says. 采用',
  NOT_FITTING: 'Something that it asks for does not hold. 不符合',
  NOBODY_THERE: 'It fits, but nobody holds the post on the grid, or any at the organisation, now. 符合但无人在岗',
  BROKEN: 'It is broken, and skipped. 规则失效，已跳过',
} as const;
export type RoutingOutcome = keyof typeof routingOutcomes;

/** Rules of a jurisdiction that are not retired. */
export const MOST_ROUTING_RULES = 200;
