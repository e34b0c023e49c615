import { createHash } from 'node:crypto';
import type { ActivityKind, ActivityOutcomeKind, ActivityScale } from '../modules/activities/activity.terms.js';
import type { Position } from '../modules/organisations/organization.terms.js';
import { baseMaker } from './base-row.js';
import { type Dataset, reported } from './dataset.js';
import type * as Row from './rows.js';
import { shares } from './seeded.js';
import type { Volunteers } from './volunteers.js';

/** What teams and organisations of the five communities have done: each activity is over and reported. */

export interface Activities {
  readonly activity: Row.ActivityRow[];
  readonly activity_team: Row.ActivityTeamRow[];
  readonly activity_outcome: Row.ActivityOutcomeRow[];
  readonly activity_registration: Row.ActivityRegistrationRow[];
  readonly calendar_feed: Row.CalendarFeedRow[];
}

const DAY = 86_400_000;

const figures = {
  /** 001: 文化娱乐23场, 义诊19次, 家庭教育47场, 截至8月底; 主题活动18次 */
  culture: 23,
  clinics: 19,
  familyEducation: 47,
  themes: 18,
  /** 社区红娘: 120余名单身青年, 50余对 */
  singles: 126,
  pairs: 52,
  /** 面对面: 35条信息, 26名 over 8 estates */
  postings: 35,
  placements: 26,
  estates: 8,
  /** 002: 60余次, 4000余人次 */
  services: 63,
  beneficiaries: 4_095,
} as const;

interface Said {
  readonly title: string;
  readonly kind: ActivityKind;
  /** YYYY-MM-DD. */
  readonly on: string;
  readonly venue?: string;
  readonly participants?: number;
  readonly beneficiaries?: number;
  readonly team?: Row.VolunteerTeamRow;
  readonly outcomes?: Partial<Record<ActivityOutcomeKind, number>>;
  readonly more?: Partial<Row.ActivityRow>;
}

class Programme {
  readonly rows: Activities = { activity: [], activity_team: [], activity_outcome: [], activity_registration: [], calendar_feed: [] };
  readonly #base: () => Row.BaseRow;

  constructor(
    readonly dataset: Dataset,
    readonly teams: readonly Row.VolunteerTeamRow[],
  ) {
    this.#base = baseMaker(dataset, 'activities');
  }

  hold(organization: Row.OrganizationRow, said: Said): Row.ActivityRow {
    const {
      title,
      kind,
      on,
      venue = `${organization.name}党群服务中心`,
      participants = 20,
      beneficiaries = participants,
      team,
      outcomes = {},
    } = said;
    const activity: Row.ActivityRow = {
      ...this.#base(),
      ...{ title, kind, series: null, description: null, scale: null, organization_id: organization.id },
      ...{ calling_team_id: team?.id ?? null, channel: null, governance: [], venue },
      // Nine to eleven in the morning, in Shanghai.
      ...{ starts_at: `${on}T01:00:00.000Z`, ends_at: `${on}T03:00:00.000Z`, completed_at: `${on}T03:00:00.000Z` },
      ...{ capacity: null, open: true, state: 'REPORTED', audience: 'JURISDICTION' },
      ...{ participants, beneficiary_person_times: beneficiaries, summary: `${title}圆满结束。`, place: team?.place ?? organization.place },
      ...said.more,
    };
    this.rows.activity.push(activity);
    if (team) this.rows.activity_team.push({ ...this.#base(), activity_id: activity.id, team_id: team.id });
    for (const [outcome, count] of Object.entries(outcomes) as [ActivityOutcomeKind, number][])
      this.rows.activity_outcome.push({ ...this.#base(), activity_id: activity.id, kind: outcome, count });
    return activity;
  }

  /** Holders of a post who came. */
  attend(activity: Row.ActivityRow, position: Position, most: number): void {
    const holders = this.dataset.appointments.filter((post) => post.position === position && post.valid_to === null);
    for (const [n, person_id] of [...new Set(holders.map(({ person_id }) => person_id))].slice(0, most).entries())
      this.rows.activity_registration.push({
        ...this.#base(),
        ...{ activity_id: activity.id, person_id, state: 'CHECKED_IN', number: n + 1, registered_at: activity.starts_at },
        ...{
          moved_up_at: null,
          checked_in_at: activity.starts_at,
          checked_out_at: activity.ends_at,
          cancelled_at: null,
          place: activity.place,
        },
      });
  }

  /** Calendar feeds of a resident, and of an officer who follows a team; nobody has their addresses. */
  openFeeds(): void {
    const [team] = this.teams;
    for (const [persona, team_id] of [
      ['resident', null],
      ['street-supervisor', team?.id ?? null],
    ] as const)
      for (const { person_id } of this.dataset.accounts.filter(({ subject }) => subject.startsWith(`${persona}@`))) {
        const base = this.#base();
        const digest = `\\x${createHash('sha256').update(base.id).digest('hex')}`;
        this.rows.calendar_feed.push({ ...base, person_id, team_id, name: null, digest, revoked_at: null });
      }
  }
}

/** The day that is so many days after another. */
const after = (day: string, days: number): string => new Date(Date.parse(day) + days * DAY).toISOString().slice(0, 10);
const communitiesOf = ({ organizations }: Dataset) => organizations.filter(({ kind }) => kind === 'COMMUNITY');
const nth = <T>(items: readonly T[], n: number): T => items[n % items.length]!;

/** 五里情怀·邻里节 and other festivals; 主题党日, 党建文化节, open to all. */
function neighbours(programme: Programme): void {
  const [community] = communitiesOf(programme.dataset) as [Row.OrganizationRow];
  const series: Partial<Row.ActivityRow> = { ...reported, series: '五里情怀·邻里节', governance: ['AUTONOMY', 'MORALITY'] };
  for (const [title, on] of [
    ['邻里节：百家宴', '2023-10-22'],
    ['邻里节：元宵灯谜会', '2024-02-24'],
    ['邻里节：端午包粽子', '2024-06-10'],
    ['邻里节：重阳敬老', '2024-10-11'],
  ] as const)
    programme.hold(community, { title, kind: 'FESTIVAL', on, participants: 60, beneficiaries: 180, more: series });
  for (let month = 1; month <= 6; month++)
    programme.hold(community, {
      title: `主题党日（${month}月）`,
      kind: 'PARTY_DAY',
      on: `2024-0${month}-20`,
      participants: 30,
      more: reported,
    });
  programme.hold(community, { title: '党建文化节', kind: 'PARTY_CULTURE_FESTIVAL', on: '2024-07-01', participants: 120, more: reported });
}

const themes = [
  '迎新春送春联',
  '元宵手工灯笼',
  '庆三八鲜花送女神',
  '庆七一颂党恩',
  '腊八送粥',
  '掐辫子技艺展示',
  '邻里厨艺大赛',
  '母亲节送花',
];

/** 文化娱乐23场 (of which some are those of 社区红娘), 义诊19次, 家庭教育47场, 主题活动18次; 面对面. */
function street(programme: Programme): void {
  const { dataset, teams } = programme;
  const communities = communitiesOf(dataset);
  const teamOf = (kind: Row.VolunteerTeamRow['kind']) => teams.find((team) => team.kind === kind)!;
  const [matchmakers, education, women, eco] = [
    teamOf('MATCHMAKING'),
    teamOf('FAMILY_EDUCATION'),
    teamOf('WOMEN_EMPLOYMENT'),
    teamOf('ECO_MOTHERS'),
  ];
  const from = '2024-01-06';
  const meetings = 6;
  const [singles, pairs] = [shares(figures.singles, meetings), shares(figures.pairs, meetings)];
  for (let n = 0; n < figures.culture; n++) {
    const organization = nth(communities, n);
    const on = after(from, n * 10);
    if (n < meetings)
      programme.hold(dataset.root, {
        ...{ title: `社区红娘相亲会（第${n + 1}期）`, kind: 'CULTURE', on, participants: singles[n]!, team: matchmakers, more: reported },
        outcomes: { PAIRS_INTRODUCED: pairs[n]! },
      });
    else programme.hold(organization, { title: `${organization.name}文艺演出`, kind: 'CULTURE', on, participants: 40, beneficiaries: 120 });
  }
  for (let n = 0; n < figures.clinics; n++) {
    const organization = nth(communities, n);
    const clinic = programme.hold(organization, {
      ...{ title: `${organization.name}健康义诊`, kind: 'CLINIC', on: after(from, n * 12), participants: 8, beneficiaries: 45 },
    });
    if (n === 0) programme.attend(clinic, 'GRID_WORKER', 3);
  }
  for (let n = 0; n < figures.familyEducation; n++)
    programme.hold(nth(communities, n), {
      title: '“三人行”家庭教育课堂',
      kind: 'FAMILY_EDUCATION',
      on: after(from, n * 5),
      participants: 25,
      team: education,
    });
  for (let n = 0; n < figures.themes; n++)
    programme.hold(nth(communities, n), {
      ...{
        title: n < themes.length ? themes[n]! : `${nth(communities, n).name}主题活动`,
        kind: 'THEME',
        on: after(from, n * 13),
        participants: 35,
      },
      more: n < themes.length ? reported : {},
    });
  const [postings, placements] = [shares(figures.postings, figures.estates), shares(figures.placements, figures.estates)];
  for (const [n, estate] of dataset.estates.slice(0, figures.estates).entries())
    programme.hold(dataset.root, {
      ...{ title: `“面对面”就业对接（${estate.name}）`, kind: 'PUBLICITY', on: after(from, n * 20), venue: estate.name, participants: 15 },
      ...{ team: women, outcomes: { JOBS_POSTED: postings[n]!, JOBS_PLACED: placements[n]! }, more: reported },
    });
  for (const [title, kind] of [
    ['平安社区夜间巡逻', 'PATROL'],
    ['环境整治集中行动', 'CLEAN_UP'],
  ] as const)
    programme.attend(programme.hold(nth(communities, 0), { title, kind, on: '2024-05-18', participants: 12, team: eco }), 'GRID_WORKER', 3);
  programme.attend(
    programme.hold(dataset.root, { title: '社区工作者能力提升培训', kind: 'TRAINING', on: '2024-04-12', participants: 24, more: reported }),
    'COMMUNITY_WORKER',
    8,
  );
}

/** 60余次, 4000余人次, called in WeChat groups: small ones separately, medium ones in pairs, large ones together. */
function services(programme: Programme): void {
  const { dataset, teams } = programme;
  const beneficiaries = shares(figures.beneficiaries, figures.services);
  const scales: readonly ActivityScale[] = ['SMALL', 'SMALL', 'SMALL', 'MEDIUM', 'LARGE'];
  for (let n = 0; n < figures.services; n++) {
    const team = nth(teams, n);
    programme.hold(dataset.root, {
      ...{ title: `${team.name}志愿服务`, kind: team.kind === 'MEDICAL' ? 'CLINIC' : 'THEME', on: after('2024-01-13', n * 4), team },
      ...{ participants: 12, beneficiaries: beneficiaries[n]!, more: { scale: nth(scales, n), channel: 'WECHAT_GROUP' } },
    });
  }
}

/** 生态就业培训 and 人人做公益 in each community. */
function town(programme: Programme): void {
  for (const [n, community] of communitiesOf(programme.dataset).entries()) {
    programme.hold(community, {
      title: `${community.name}生态就业培训`,
      kind: 'TRAINING',
      on: after('2024-03-02', n * 7),
      participants: 30,
    });
    programme.hold(community, {
      title: '党员到社区、人人做公益',
      kind: 'PUBLICITY',
      on: after('2024-04-06', n * 7),
      participants: 40,
      beneficiaries: 160,
      more: reported,
    });
  }
}

/** Named events of 王河社区. */
function village(programme: Programme): void {
  const { dataset, teams } = programme;
  const [community] = communitiesOf(dataset) as [Row.OrganizationRow];
  const [culture, women] = [teams.find(({ kind }) => kind === 'WOMEN_PROPAGANDA')!, teams.find(({ kind }) => kind === 'WOMEN_VOLUNTEER')!];
  const events: readonly (readonly [title: string, kind: ActivityKind, on: string, team: Row.VolunteerTeamRow])[] = [
    ['元宵节跳绳比赛', 'COMPETITION', '2021-02-26', culture],
    ['端午节歌咏比赛', 'COMPETITION', '2021-06-14', culture],
    ['庆祝建党舞蹈比赛', 'COMPETITION', '2021-07-01', culture],
    ['全民健身运动会', 'COMPETITION', '2021-08-08', culture],
    ['“我的中国梦，文化进万家”演出', 'CULTURE', '2021-01-30', culture],
    ['清理小广告', 'CLEAN_UP', '2021-04-10', women],
    ['疏通消防通道', 'CLEAN_UP', '2021-05-15', women],
    ['为老人包饺子', 'COMFORT', '2021-02-11', women],
    ['居民茶话会', 'TEA', '2021-03-06', women],
    ['一起看电影', 'FILM', '2021-03-20', women],
  ];
  for (const [title, kind, on, team] of events)
    programme.hold(community, { title, kind, on, team, participants: 30, beneficiaries: 80, more: reported });
}

const plans: Readonly<Record<string, (programme: Programme) => void>> = {
  '000': neighbours,
  '001': street,
  '002': services,
  '003': town,
  '004': village,
};

export function activitiesOf(dataset: Dataset, { volunteer_team }: Volunteers): Activities {
  const programme = new Programme(dataset, volunteer_team);
  plans[dataset.jurisdiction.code]!(programme);
  programme.openFeeds();
  return programme.rows;
}
