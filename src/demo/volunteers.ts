import type { Position } from '../modules/organisations/organization.terms.js';
import { type Skill, skills, type VolunteerTeamKind } from '../modules/volunteers/volunteer.terms.js';
import { baseMaker } from './base-row.js';
import { type Dataset, reported } from './dataset.js';
import type * as Row from './rows.js';
import { Random } from './seeded.js';

/** Volunteer teams of the five communities: who belongs to them, and since when. People come from those whom the dataset knows already. */

export interface Volunteers {
  readonly volunteer_team: Row.VolunteerTeamRow[];
  readonly volunteer: Row.VolunteerRow[];
  readonly team_membership: Row.TeamMembershipRow[];
}

const figures = {
  /** 000: 8支在职党员志愿服务队 */
  employedTeams: 8,
  /** 001: 18支特色志愿服务队, of which seven are named */
  teams: 18,
  /** 社区红娘: 18名志愿者 */
  matchmakers: 18,
  /** 星光“一助一”: 88 → 108, among them 20 能人 */
  before: 88,
  after: 108,
  experts: 20,
} as const;

/** What a team can do. */
const skillsOf: Partial<Record<VolunteerTeamKind, readonly Skill[]>> = {
  MATCHMAKING: ['MATCHMAKING', 'ORGANISING'],
  ONE_TO_ONE: ['ELDER_CARE', 'TUTORING', 'REPAIR', 'HAIRDRESSING', 'HOUSEKEEPING'],
  WOMEN_EMPLOYMENT: ['EMPLOYMENT', 'HANDICRAFT'],
  HEART_TO_HEART: ['COUNSELLING', 'MEDIATION'],
  ECO_MOTHERS: ['ENVIRONMENT'],
  FAMILY_EDUCATION: ['TUTORING', 'CHILD_CARE'],
  WOMEN_PROPAGANDA: ['PERFORMANCE', 'SPORTS'],
  MEDICAL: ['MEDICAL', 'FIRST_AID'],
  HOUSEKEEPING: ['HOUSEKEEPING', 'REPAIR', 'COOKING'],
  EMPLOYMENT: ['EMPLOYMENT', 'COMPUTING'],
  EMPTY_NEST: ['ELDER_CARE', 'DRIVING'],
  LEFT_BEHIND: ['TUTORING', 'CHILD_CARE'],
};
const everySkill = Object.keys(skills) as Skill[];

const freeTimes: readonly Row.VolunteerRow['availability'][] = [
  [{ weekday: 'SATURDAY', from: '09:00', to: '12:00' }],
  [
    { weekday: 'SATURDAY', from: '09:00', to: '17:00' },
    { weekday: 'SUNDAY', from: '14:00', to: '18:00' },
  ],
  [
    { weekday: 'TUESDAY', from: '19:00', to: '21:00' },
    { weekday: 'THURSDAY', from: '19:00', to: '21:00' },
  ],
  [
    { weekday: 'MONDAY', from: '09:00', to: '11:00' },
    { weekday: 'WEDNESDAY', from: '09:00', to: '11:00' },
  ],
];

type Team = Pick<Row.VolunteerTeamRow, 'name' | 'kind'> & Partial<Row.VolunteerTeamRow>;
interface Member {
  readonly person: Row.PersonRow;
  readonly from?: string;
  readonly position?: Position;
}

class Roll {
  readonly rows: Volunteers = { volunteer_team: [], volunteer: [], team_membership: [] };
  readonly #base: () => Row.BaseRow;
  readonly #random: Random;
  readonly #volunteers = new Map<string, Row.VolunteerRow>();
  readonly #people: readonly Row.PersonRow[];
  #next = 0;

  constructor(readonly dataset: Dataset) {
    this.#base = baseMaker(dataset, 'volunteers');
    this.#random = new Random(`mulin/${dataset.jurisdiction.code}/teams`);
    const holders = new Set(dataset.appointments.filter(({ valid_to }) => valid_to === null).map(({ person_id }) => person_id));
    this.#people = dataset.persons.filter(({ id, place }) => place !== null || holders.has(id));
  }

  /** People who are not in the same team twice, the next ones each time. */
  some(count: number): Row.PersonRow[] {
    if (count > this.#people.length)
      throw new Error(`${this.dataset.jurisdiction.code} has only ${this.#people.length} people to volunteer.`);
    return Array.from({ length: count }, () => this.#people[this.#next++ % this.#people.length]!);
  }

  team(organization: Row.OrganizationRow, members: readonly Member[], { name, kind, ...more }: Team): Row.VolunteerTeamRow {
    const team: Row.VolunteerTeamRow = {
      ...this.#base(),
      name,
      kind,
      introduction: null,
      organization_id: organization.id,
      station_id: null,
      grid_id: null,
      founded_on: `${Number(this.dataset.jurisdiction.reportedOn.slice(0, 4)) - 2}-03-05`,
      dissolved_on: null,
      state: 'ACTIVE',
      place: organization.place,
      ...more,
    };
    this.rows.volunteer_team.push(team);
    for (const [n, { person, from = team.founded_on, position = null }] of members.entries()) {
      const volunteer = this.#volunteerOf(person, team);
      this.rows.team_membership.push({
        ...this.#base(),
        ...{ team_id: team.id, volunteer_id: volunteer.id, person_id: person.id, role: n === 0 ? 'LEADER' : 'MEMBER', position },
        ...{ state: 'ACTIVE', valid_from: from, valid_to: null, place: team.place },
      });
    }
    return team;
  }

  /** Those who joined last are known for what they can do. */
  nameExperts(team: Row.VolunteerTeamRow, count: number): void {
    const members = this.rows.team_membership.filter(({ team_id }) => team_id === team.id);
    for (const { person_id } of members.slice(-count)) this.#volunteers.get(person_id)!.expert = true;
  }

  #volunteerOf(person: Row.PersonRow, team: Row.VolunteerTeamRow): Row.VolunteerRow {
    const known = this.#volunteers.get(person.id);
    if (known) return known;
    const day = team.founded_on.replaceAll('-', '');
    const able = skillsOf[team.kind] ?? everySkill;
    const volunteer: Row.VolunteerRow = {
      ...this.#base(),
      person_id: person.id,
      number: `${this.dataset.jurisdiction.code}-V${day}-${String(this.#volunteers.size + 1).padStart(6, '0')}`,
      skills: [...new Set([this.#random.pick(able), this.#random.pick(everySkill)])],
      expert: false,
      certificates: [],
      availability: this.#random.pick(freeTimes),
      state: 'ACTIVE',
      place: person.place ?? team.place,
    };
    this.#volunteers.set(person.id, volunteer);
    this.rows.volunteer.push(volunteer);
    return volunteer;
  }
}

const asMembers = (people: readonly Row.PersonRow[]): Member[] => people.map((person) => ({ person }));
const communitiesOf = ({ organizations }: Dataset) => organizations.filter(({ kind }) => kind === 'COMMUNITY');

/** 8支在职党员志愿服务队 of the 300 who are employed elsewhere. */
function employedTeams(roll: Roll): void {
  const { dataset } = roll;
  const [community] = communitiesOf(dataset);
  const people = new Map(dataset.persons.map((person) => [person.id, person]));
  const employed = dataset.appointments.filter(({ position }) => position === 'EMPLOYED_PARTY_MEMBER');
  const names = ['一', '二', '三', '四', '五', '六', '七', '八'];
  for (let n = 0; n < figures.employedTeams; n++)
    roll.team(
      community!,
      employed
        .filter((_, i) => i % figures.employedTeams === n)
        .map(({ person_id, position }) => ({ person: people.get(person_id)!, position })),
      { name: `五里墩社区在职党员志愿服务第${names[n]}队`, kind: 'EMPLOYED_PARTY_MEMBER' },
    );
}

/** 四个志愿服务站, 18支特色志愿服务队. */
function specialTeams(roll: Roll): void {
  const { dataset } = roll;
  const communities = communitiesOf(dataset);
  const stations = dataset.stations.filter(({ kind }) => kind === 'VOLUNTEER_STATION');
  let made = 0;
  const team = (members: readonly Member[], name: string, kind: VolunteerTeamKind, more: Partial<Row.VolunteerTeamRow> = {}) => {
    const community = communities[made++ % communities.length]!;
    return roll.team(community, members, { name, kind, station_id: stations.find(({ host_id }) => host_id === community.id)!.id, ...more });
  };
  team(asMembers(roll.some(figures.matchmakers)), '社区红娘', 'MATCHMAKING', reported);
  team(asMembers(roll.some(12)), '暖心“唠嗑”志愿服务队', 'HEART_TO_HEART', reported);
  team(asMembers(roll.some(15)), '“环保妈妈”志愿服务队', 'ECO_MOTHERS', reported);
  team(asMembers(roll.some(14)), '“三人行”家庭教育志愿服务队', 'FAMILY_EDUCATION', reported);
  const starlight = team(
    roll.some(figures.after).map((person, n) => ({ person, from: n < figures.before ? '2023-03-05' : '2024-05-06' })),
    '星光“一助一”志愿服务队',
    'ONE_TO_ONE',
    { ...reported, founded_on: '2023-03-05' },
  );
  roll.nameExperts(starlight, figures.experts);
  team(asMembers(roll.some(16)), '“面对面”志愿服务队', 'WOMEN_EMPLOYMENT', reported);
  team(asMembers(roll.some(20)), '“五心”先锋志愿服务队', 'FIVE_HEARTS_PIONEER', reported);
  const others = [
    '夕阳红',
    '爱心理发',
    '平安巡逻',
    '书香',
    '小家电维修',
    '法律明白人',
    '心理驿站',
    '文艺轻骑兵',
    '河长',
    '银龄助老',
    '科普',
  ];
  for (const name of others.slice(0, figures.teams - made)) team(asMembers(roll.some(10)), `${name}志愿服务队`, 'OTHER');
}

/** 12个党员服务队 (医疗卫生、家政帮扶、就业保障、空巢老人、留守儿童 …). */
function partyMemberTeams(roll: Roll): void {
  const teams: readonly (readonly [name: string, kind: VolunteerTeamKind])[] = [
    ['医疗卫生', 'MEDICAL'],
    ['家政帮扶', 'HOUSEKEEPING'],
    ['就业保障', 'EMPLOYMENT'],
    ['空巢老人', 'EMPTY_NEST'],
    ['留守儿童', 'LEFT_BEHIND'],
    ...['政策宣传', '文体活动', '环境卫生', '治安防范', '矛盾调解', '法律援助', '防汛救灾'].map((name) => [name, 'OTHER'] as const),
  ];
  for (const [name, kind] of teams) roll.team(roll.dataset.root, asMembers(roll.some(15)), { name: `${name}党员服务队`, kind });
}

/** 管理、工作、志愿三支团队 in each grid, led by the branch's secretary, who leads the grid. */
function gridTeams(roll: Roll): void {
  const { dataset } = roll;
  const people = new Map(dataset.persons.map((person) => [person.id, person]));
  const organizations = new Map(dataset.organizations.map((organization) => [organization.id, organization]));
  const current = dataset.appointments.filter(({ valid_to }) => valid_to === null);
  const onGrid = Map.groupBy(current, ({ grid_id }) => grid_id);
  const inCommunity = Map.groupBy(current, ({ place }) => place.slice(0, 8));
  const kinds: readonly (readonly [kind: VolunteerTeamKind, name: string, positions: readonly Position[]])[] = [
    [
      'GRID_MANAGEMENT',
      '管理团队',
      ['GRID_LEADER', 'PARTY_GROUP_LEADER', 'RESIDENT_GROUP_HEAD', 'COUNTRYSIDE_WORTHY', 'OWNERS_COMMITTEE_CHAIR', 'PROPERTY_MANAGER'],
    ],
    ['GRID_WORK', '工作团队', ['GRID_WORKER', 'COMMUNITY_WORKER', 'RESIDENTS_COMMITTEE_MEMBER', 'BUILDING_GROUP_HEAD']],
    ['GRID_VOLUNTEER', '志愿团队', ['BUILDING_GROUP_HEAD', 'OWNERS_COMMITTEE_MEMBER', 'SECURITY_GUARD', 'RESIDENT_GROUP_HEAD']],
  ];
  for (const grid of dataset.grids) {
    const near = [
      ...(onGrid.get(grid.id) ?? []),
      ...(inCommunity.get(grid.place.slice(0, 8)) ?? []).filter(({ grid_id }) => grid_id === null),
    ];
    for (const [kind, name, positions] of kinds) {
      const members = new Map<string, Member>();
      for (const position of positions)
        for (const { person_id } of near.filter((post) => post.position === position).slice(0, 2))
          if (!members.has(person_id)) members.set(person_id, { person: people.get(person_id)!, position });
      roll.team(organizations.get(grid.community_id)!, [...members.values()], {
        ...{ name: `${grid.name}${name}`, kind, grid_id: grid.id, place: grid.place },
      });
    }
  }
}

/** 巾帼文体宣传队、妇女志愿服务队 */
function womensTeams(roll: Roll): void {
  const [community] = communitiesOf(roll.dataset);
  roll.team(community!, asMembers(roll.some(16)), { name: '巾帼文体宣传队', kind: 'WOMEN_PROPAGANDA', ...reported });
  roll.team(community!, asMembers(roll.some(20)), { name: '妇女志愿服务队', kind: 'WOMEN_VOLUNTEER', ...reported });
}

const plans: Readonly<Record<string, (roll: Roll) => void>> = {
  '000': employedTeams,
  '001': specialTeams,
  '002': partyMemberTeams,
  '003': gridTeams,
  '004': womensTeams,
};

export function volunteersOf(dataset: Dataset): Volunteers {
  const roll = new Roll(dataset);
  plans[dataset.jurisdiction.code]!(roll);
  return roll.rows;
}
