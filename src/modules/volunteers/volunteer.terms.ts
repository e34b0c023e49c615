/** The values of the enums of volunteers and their teams, and what they mean. */

export const volunteerTeamKinds = {
  MATCHMAKING: 'Brings single people together. 社区红娘',
  ONE_TO_ONE: 'Helps one to one. 星光“一助一”',
  WOMEN_EMPLOYMENT: 'Helps women find work. 面对面',
  FIVE_HEARTS_PIONEER: 'Property staff, volunteers and residents together. “五心”先锋',
  HEART_TO_HEART: 'Listens and talks with people. 暖心“唠嗑”',
  ECO_MOTHERS: 'Looks after the environment. “环保妈妈”',
  FAMILY_EDUCATION: 'Family education. “三人行”家庭教育',
  WOMEN_PROPAGANDA: 'Women who perform and inform. 巾帼文体宣传',
  WOMEN_VOLUNTEER: 'Women who volunteer. 妇女志愿服务',
  EMPLOYED_PARTY_MEMBER: 'Party members in employment. 在职党员',
  MEDICAL: 'Medicine and health. 医疗卫生',
  HOUSEKEEPING: 'Help in the household. 家政帮扶',
  EMPLOYMENT: 'Help with finding work. 就业保障',
  EMPTY_NEST: 'Elderly people who live alone. 空巢老人',
  LEFT_BEHIND: 'Children whose parents work elsewhere. 留守儿童',
  GRID_MANAGEMENT: 'Management team of a grid. 网格管理团队',
  GRID_WORK: 'Work team of a grid. 网格工作团队',
  GRID_VOLUNTEER: 'Volunteer team of a grid. 网格志愿团队',
  OTHER: 'Another purpose. 其他',
} as const;
export type VolunteerTeamKind = keyof typeof volunteerTeamKinds;

export const volunteerTeamStates = {
  ACTIVE: 'At work. 在运行',
  DISSOLVED: 'Dissolved. 已解散',
} as const;
export type VolunteerTeamState = keyof typeof volunteerTeamStates;

export const teamRoles = {
  LEADER: 'Leads the team. 队长',
  MEMBER: 'Member. 队员',
} as const;
export type TeamRole = keyof typeof teamRoles;

export const membershipStates = {
  APPLIED: 'Has applied, and waits for an answer. 已申请',
  ACTIVE: 'Is a member. 在队',
  DECLINED: 'Was not admitted. 未通过',
  ENDED: 'Is a member no longer. 已离队',
} as const;
export type MembershipState = keyof typeof membershipStates;

export const volunteerStates = {
  APPLIED: 'Has applied to a team, and belongs to none yet. 已申请',
  ACTIVE: 'Volunteers. 在册',
  PAUSED: 'Takes a break. 已暂停',
  LEFT: 'Volunteers no longer. 已退出',
} as const;
export type VolunteerState = keyof typeof volunteerStates;

export const skills = {
  MEDICAL: 'Medicine and nursing. 医疗护理',
  FIRST_AID: 'First aid. 急救',
  COUNSELLING: 'Psychological counselling. 心理疏导',
  ELDER_CARE: 'Care of the elderly. 养老照护',
  CHILD_CARE: 'Looking after children. 儿童看护',
  TUTORING: 'Tutoring. 课业辅导',
  LEGAL: 'Legal advice. 法律咨询',
  MEDIATION: 'Mediation. 矛盾调解',
  MATCHMAKING: 'Matchmaking. 婚恋牵线',
  EMPLOYMENT: 'Advice on jobs and training. 就业指导',
  HOUSEKEEPING: 'Household help. 家政服务',
  COOKING: 'Cooking. 烹饪',
  HAIRDRESSING: 'Hairdressing. 理发',
  REPAIR: 'Water, electricity and small repairs. 水电维修',
  DRIVING: 'Driving. 驾驶',
  COMPUTING: 'Computers and phones. 电脑手机',
  PHOTOGRAPHY: 'Photography and video. 摄影摄像',
  PERFORMANCE: 'Music, dance and theatre. 文艺表演',
  CALLIGRAPHY: 'Calligraphy and painting. 书画',
  HANDICRAFT: 'Handicraft. 手工',
  SPORTS: 'Sports. 体育',
  PUBLICITY: 'Writing and publicity. 宣传写作',
  ENVIRONMENT: 'Environment and waste sorting. 环保与垃圾分类',
  PATROL: 'Patrols and safety. 巡逻与安全',
  FIRE_SAFETY: 'Fire safety. 消防',
  SIGN_LANGUAGE: 'Sign language. 手语',
  TRANSLATION: 'Languages. 外语',
  ORGANISING: 'Organising events. 活动组织',
  OTHER: 'Another skill. 其他',
} as const;
export type Skill = keyof typeof skills;
