/** Whom a front-end team can be while it tries the demo: one of each in each jurisdiction. */
export const personas = {
  resident: 'Lives in the first grid of the first community and holds no post. 居民',
  'grid-leader': 'Leads the first grid. 网格长',
  'grid-worker': 'Full-time worker on the first grid. 专职网格员',
  'community-cadre': 'Cadre of the first community. 社区在职干部',
  'street-supervisor': 'Officer of the street or town. 街道干部',
  dispatcher: 'Dispatches at the information centre. 信息总台调度员',
  police: 'Community police officer bound to the first grids. 社区民警',
  'property-staff': "Manages the first community's property company. 物业经理",
  chief: 'Lane or stairwell chief on the first grid. 楼道长',
  auditor: 'Reads the audit log, nothing else. 审计员',
  admin: 'Administers the jurisdiction. 系统管理员',
  dashboard: 'Client credential of a wall display: aggregates and masked incidents. 大屏',
  partner: 'Client credential of a partner system: persisted queries only. 合作系统',
  router: 'Client credential of a federation router. 联邦路由',
} as const;
export type Persona = keyof typeof personas;

/** The others speak for a system: no person, no account. */
export type PersonPersona = Exclude<Persona, 'dashboard' | 'partner' | 'router'>;

/** Who vouches for the demo's accounts. */
export const DEMO_ISSUER = 'mulin-demo';

/** The account a persona signs in with: grid-leader@000. */
export const subjectOf = (persona: Persona, jurisdictionCode: string): string => `${persona}@${jurisdictionCode}`;
