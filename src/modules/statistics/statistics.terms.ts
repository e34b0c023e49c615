/** By what incidents are grouped. */
export const statisticsDimensions = {
  DAY: 'By day in Asia/Shanghai. 按日',
  WEEK: 'By week, from Monday. 按周',
  MONTH: 'By calendar month. 按月',
  CATEGORY: 'By category. 按类别',
  TOP_CATEGORY: 'By category of the first level, with those below it. 按一级类别',
  DOMAIN: 'By domain. 按领域',
  CHANNEL: 'By channel. 按渠道',
  URGENCY: 'By urgency. 按紧急程度',
  STATE: 'By the state of now. 按状态',
  GRID: 'By grid. 按网格',
  COMMUNITY: 'By the community that the grid belongs to. 按社区',
  HOLDER: 'By the organisation that holds them now, or held them last; those of which nothing is counted are not told. 按承办组织',
  CHILD: 'By the organisations and grids directly below the scope. 按直接下级',
} as const;
export type StatisticsDimension = keyof typeof statisticsDimensions;

/** What may be missing, each beside the rate that misses it. */
export const coverageGapKinds = {
  GRID_WITHOUT_LEADER: 'Active grids without a leader today: staffingRate. 无网格长的网格',
  GRID_WITHOUT_STAFF: 'Active grids with neither a leader nor a grid worker today. 无网格长也无网格员的网格',
  GRID_WITHOUT_BRANCH: 'Active grids without a branch, their own or a joint one: branchCoverage. 无党支部的网格',
  GRID_WITHOUT_OWN_BRANCH: 'Active grids without a branch of their own: branchCoverageStrict. 无单独党支部的网格',
  GRID_OF_WRONG_SIZE: 'Active grids with fewer or more households than their rule asks for: sizeCompliance. 规模不达标的网格',
  OWNERS_COMMITTEE_WITHOUT_WORK_GROUP: "Owners' committees without a party work group: partyWorkGroupCoverage. 无党的工作小组的业委会",
  STAIRWELL_WITHOUT_CHIEF: 'Stairwells without a chief today: chiefCoverage. 无楼道长的楼道',
  RESIDENT_INCOMPLETE: 'Residents without a verified occupancy, or with data missing: personDwellingCompleteness. 人房关联信息不完善的居民',
  DWELLING_UNVERIFIED: 'Dwellings without a verified occupant, and not known to be vacant: dwellingCompleteness. 未核实的房屋',
  HOUSEHOLD_NOT_VISITED: 'Households that were not visited in the period; without a period, never: visitCoverage. 未走访的户',
  CARE_WITHOUT_PAIRING: 'Care designations of today without a pairing: careCoverage. 未结对的关爱对象',
  PAIRING_OVERDUE: 'Pairings whose next visit is overdue: overdueContacts. 逾期未联系的结对',
  SESSION_NOT_HELD: 'Sessions that were due (in the period) and not held: meetingCompliance. 应开未开的会议',
  INCIDENT_OVERDUE: 'Open incidents that are not handled and past the limit for it: overdueOpen. 超期未办结的事件',
} as const;
export type CoverageGapKind = keyof typeof coverageGapKinds;
