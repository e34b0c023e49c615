export const householdKinds = {
  GENERAL: 'General household. 一般户',
  CENTRE_HOUSEHOLD: 'Household that its neighbours turn to. 中心户',
  PARTY_CENTRE: "Party member's household that serves as a contact point. 党员中心户",
  CONNECTED: 'Household that somebody keeps contact with. 连心户',
} as const;
export type HouseholdKind = keyof typeof householdKinds;

/** What a member is to the head of the household. */
export const householdRelations = {
  HEAD: 'The head. 户主',
  SPOUSE: 'Spouse. 配偶',
  CHILD: 'Son or daughter. 子女',
  PARENT: 'Parent. 父母',
  GRANDCHILD: 'Grandchild. 孙子女',
  GRANDPARENT: 'Grandparent. 祖父母',
  SIBLING: 'Brother or sister. 兄弟姐妹',
  OTHER_RELATIVE: 'Another relative. 其他亲属',
  NON_RELATIVE: 'No relative. 非亲属',
} as const;
export type HouseholdRelation = keyof typeof householdRelations;

export const occupancyKinds = {
  OWNER_OCCUPIER: 'Owns it and lives in it. 产权人自住',
  OWNER: 'Owns it and lives elsewhere. 产权人（不住）',
  TENANT: 'Rents it. 承租人',
  FAMILY: 'Lives with the owner or tenant. 家庭成员',
  TEMPORARY: 'Stays for a while. 借住',
} as const;
export type OccupancyKind = keyof typeof occupancyKinds;

export const peopleHouseStatuses = {
  PRESENT: 'Registered here and lives here. 人户同在',
  HOUSEHOLD_ONLY: 'Registered here, lives elsewhere. 户在人不在',
  PERSON_ONLY: 'Lives here, registered elsewhere. 人在户不在',
} as const;
export type PeopleHouseStatus = keyof typeof peopleHouseStatuses;

export const occupancySources = {
  VISIT: 'Seen on a home visit. 入户走访',
  POLICE: 'From the police. 公安数据',
  SELF: 'Stated by the person. 本人申报',
  IMPORT: 'Imported from another system. 系统导入',
} as const;
export type OccupancySource = keyof typeof occupancySources;

export const residentTypes = {
  REGISTERED: 'Registered here. 户籍人口',
  FLOATING: 'Registered elsewhere in the country. 流动人口',
  UNSETTLED: 'Without registration. 未落户人口',
  OVERSEAS: 'From overseas. 境外人员',
} as const;
export type ResidentType = keyof typeof residentTypes;

export const residentStatuses = {
  ACTIVE: 'Lives here. 在住',
  MOVED: 'Has moved away. 已迁出',
  DECEASED: 'Has died. 已故',
} as const;
export type ResidentStatus = keyof typeof residentStatuses;

export const departures = { MOVED: 'Moved away. 迁出', DECEASED: 'Died. 死亡' } as const;

export const genders = { FEMALE: 'Female. 女', MALE: 'Male. 男' } as const;
export type Gender = keyof typeof genders;

export const employments = {
  EMPLOYED: 'Employed. 就业',
  SELF_EMPLOYED: 'Self-employed. 个体经营',
  UNEMPLOYED: 'Looking for work. 失业',
  RETIRED: 'Retired. 退休',
  STUDENT: 'At school or university. 学生',
  NOT_WORKING: 'Not working: small children, homemakers. 未就业',
} as const;
export type Employment = keyof typeof employments;
