/** The values of the enums of activities and registrations, and what they mean. */

export const activityKinds = {
  CULTURE: 'Culture and entertainment. 文化娱乐',
  CLINIC: 'Free clinic. 义诊',
  FAMILY_EDUCATION: 'Family education. 家庭教育',
  PUBLICITY: 'Publicity. 宣传',
  FESTIVAL: "Festival, such as a neighbours' day. 节日活动",
  THEME: 'Themed activity. 主题活动',
  PARTY_DAY: 'Themed party day. 主题党日',
  PARTY_CULTURE_FESTIVAL: 'Culture festival of the party organisation. 党建文化节',
  SPORTS: 'Sports. 体育竞赛',
  CLEAN_UP: 'Clean-up. 清理整治',
  COMFORT: 'Visits and gifts to people in need. 慰问',
  TRAINING: 'Training. 培训',
  COMPETITION: 'Competition. 比赛',
  EXHIBITION: 'Exhibition. 展览',
  FILM: 'Film. 看电影',
  TEA: 'Tea party. 茶话会',
  PATROL: 'Patrol. 巡逻',
} as const;
export type ActivityKind = keyof typeof activityKinds;

export const activityStates = {
  DRAFT: 'Being prepared; shown to who runs it. 草稿',
  PUBLISHED: 'Announced. 已发布',
  SIGN_UP: 'Open for registration. 报名中',
  ONGOING: 'Under way. 进行中',
  COMPLETED: 'Over; not reported yet. 已结束',
  REPORTED: 'Over, with its figures. 已总结',
  CANCELLED: 'Called off. 已取消',
} as const;
export type ActivityState = keyof typeof activityStates;

/** What is still to come, or under way. */
export const openActivityStates = ['DRAFT', 'PUBLISHED', 'SIGN_UP', 'ONGOING'] as const satisfies readonly ActivityState[];

/** What streams tell of an activity, and of who comes. */
export const activityEventKinds = {
  CREATED: 'It was created, as a draft. 已创建',
  UPDATED: 'What is said of it was changed. 已修改',
  PUBLISHED: 'It was announced. 已发布',
  SIGN_UP_OPENED: 'Registration was opened. 已开放报名',
  STARTED: 'It began. 已开始',
  COMPLETED: 'It ended; who had a place and did not come is absent. 已结束',
  REPORTED: 'What became of it was reported. 已总结',
  CANCELLED: 'It was called off, and all registrations with it. 已取消',
  REGISTERED: 'Somebody registered, and has a place. 已报名',
  WAITLISTED: 'Somebody registered, and waits for a place. 进入候补',
  MOVED_UP: 'Somebody who waited has a place. 候补递补',
  WITHDRAWN: 'Somebody withdrew their registration. 取消报名',
  CHECKED_IN: 'Somebody came. 已签到',
  CHECKED_OUT: 'Somebody left. 已签退',
  MARKED_ABSENT: 'Somebody with a place did not come. 登记缺席',
} as const;
export type ActivityEventKind = keyof typeof activityEventKinds;

export const activityScales = {
  SMALL: 'Small. 小型',
  MEDIUM: 'Medium. 中型',
  LARGE: 'Large. 大型',
} as const;
export type ActivityScale = keyof typeof activityScales;

export const organisingModes = {
  SEPARATE: 'By one team on its own. 单独开展',
  PAIRED: 'By teams in pairs. 结对开展',
  UNIFIED: 'By all together, under one plan. 统一开展',
} as const;
export type OrganisingMode = keyof typeof organisingModes;

/** How activities of each scale are organised (002: 小型单独、中型结对、大型统一). */
export const modeOfScale: Readonly<Record<ActivityScale, OrganisingMode>> = { SMALL: 'SEPARATE', MEDIUM: 'PAIRED', LARGE: 'UNIFIED' };

export const callChannels = {
  WECHAT_GROUP: 'WeChat group. 微信群',
  NOTICE: 'Notice. 通知公告',
  PHONE: 'Phone. 电话',
} as const;
export type CallChannel = keyof typeof callChannels;

/** Who is shown an activity: set when it is published, so that a cancelled draft stays with who prepared it. */
export type Audience = 'STAFF' | 'JURISDICTION';

export const registrationStates = {
  SIGNED_UP: 'Has a place. 已报名',
  WAITLISTED: 'Waits for a place. 候补',
  CHECKED_IN: 'Came. 已签到',
  ABSENT: 'Did not come. 缺席',
  CANCELLED: 'Withdrawn, or called off. 已取消',
} as const;
export type RegistrationState = keyof typeof registrationStates;

/** Who takes one of the places. */
export const placedStates = ['SIGNED_UP', 'CHECKED_IN'] as const satisfies readonly RegistrationState[];

export const activityOutcomeKinds = {
  PAIRS_INTRODUCED: 'Pairs introduced to each other. 牵线对数',
  JOBS_POSTED: 'Jobs posted. 发布岗位数',
  JOBS_PLACED: 'People who found a job. 就业人数',
  DISPUTES_SETTLED: 'Disputes settled. 化解矛盾数',
  PEOPLE_SERVED: 'People served. 服务人数',
} as const;
export type ActivityOutcomeKind = keyof typeof activityOutcomeKinds;
