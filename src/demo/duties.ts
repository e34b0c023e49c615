/** What a post asks of its holder, as the sources put it. Appointments keep the words on the left. */
export const duties = {
  DEMONSTRATE: '示范带动',
  ORGANISE: '组织活动',
  CARE_FOR_MEMBERS: '关心党员',
  CONTACT_MASSES: '联系群众',
  DAILY_PATROL: '每天巡查',
  COLLECT_INFORMATION: '采集信息',
  REPORT_INCIDENTS: '上报事件',
  MEDIATE: '化解矛盾',
  VISIT_HOUSEHOLDS: '入户走访',
  PAIR_WITH_LEADER: '与网格长结对成组',
  OUTSTANDING_MEMBER: '优秀党员充实治理队伍',
  PUBLICISE_POLICY: '宣传政策',
  WATCH_SAFETY: '排查隐患',
  KEEP_CLEAN: '维护环境',
  LEAD_TEAMS: '带领格内队伍',
} as const;
export type Duty = keyof typeof duties;
