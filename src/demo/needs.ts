import type { ClientBase } from 'pg';
import type { HonourKind, HonourLevel } from '../modules/volunteers/honour.terms.js';
import { type NeedKind, type NeedState, type ServiceAspect, serviceAspects } from '../modules/volunteers/need.terms.js';
import type { Skill } from '../modules/volunteers/volunteer.terms.js';
import { baseMaker } from './base-row.js';
import { type Dataset, reported } from './dataset.js';
import type * as Row from './rows.js';
import type { Volunteers } from './volunteers.js';

/** Needs of the five communities, service posts, who claimed them, and honours. */

export interface Needs {
  readonly need_item: Row.NeedItemRow[];
  readonly need_claim: Row.NeedClaimRow[];
  readonly honour: Row.HonourRow[];
  readonly history: Row.HistoryRow[];
  readonly notification: Row.NotificationRow[];
}

const figures = {
  /** 002: 118件困难问题 */
  solved: 118,
  /** 001: 急难愁盼8件 */
  urgent: 8,
} as const;

const DAY = 86_400_000;

interface Seat {
  readonly grid: Row.GridRow | null;
  readonly community: Row.OrganizationRow | null;
}
interface Wanted {
  readonly kind: NeedKind;
  readonly title: string;
  readonly state: NeedState;
  readonly aspect?: ServiceAspect;
  readonly skills?: readonly Skill[];
  readonly wanted?: number;
}
type Claimant = Partial<Pick<Row.NeedClaimRow, 'person_id' | 'team_id' | 'organization_id'>>;

/** How far each state is from the beginning. */
const stages: readonly (readonly [verb: string, from: NeedState, to: NeedState])[] = [
  ['claimNeed', 'OPEN', 'CLAIMED'],
  ['startNeed', 'CLAIMED', 'IN_PROGRESS'],
  ['finishNeed', 'IN_PROGRESS', 'DONE'],
  ['confirmNeed', 'DONE', 'DONE'],
];

class Needing {
  readonly rows: Needs = { need_item: [], need_claim: [], honour: [], history: [], notification: [] };
  readonly community: Row.OrganizationRow;
  readonly grids: readonly Row.GridRow[];
  readonly #base: () => Row.BaseRow;
  readonly #told: () => Row.BaseRow;

  constructor(
    readonly dataset: Dataset,
    readonly volunteers: Volunteers,
    what = 'needs',
  ) {
    this.#base = baseMaker(dataset, what);
    this.#told = baseMaker(dataset, `${what} told`);
    this.community = dataset.organizations.find(({ kind }) => kind === 'COMMUNITY')!;
    this.grids = dataset.grids.filter(({ community_id, level }) => community_id === this.community.id && level === 1);
  }

  holder(at: Seat): string {
    const { appointments } = this.dataset;
    const post = at.grid
      ? appointments.find(({ grid_id, position, valid_to }) => grid_id === at.grid!.id && position === 'GRID_LEADER' && valid_to === null)
      : null;
    const cadre = appointments.find(
      ({ organization_id, position, valid_to }) =>
        organization_id === this.community.id && position === 'COMMUNITY_CADRE' && valid_to === null,
    );
    return (post ?? cadre)!.person_id;
  }

  need(at: Seat, { kind, title, state, aspect, skills = [], wanted = 1 }: Wanted, claimants: readonly Claimant[], ago: number): void {
    const base = this.#base();
    const seat = (at.grid ?? at.community)!;
    const raiser = this.holder(at);
    const start = Date.parse(this.dataset.jurisdiction.reportedOn) - ago * DAY;
    const [raisedAt, claimedAt, startedAt, finishedAt, confirmedAt] = [0, 1, 2, 5, 6].map((days) =>
      new Date(start + days * DAY).toISOString(),
    );
    const isDone = state === 'DONE';
    this.rows.need_item.push({
      ...base,
      ...{ kind, source: aspect ? 'PLAN' : 'VISIT', title, description: null, aspect: aspect ?? null, person_id: null },
      ...{ grid_id: at.grid?.id ?? null, community_id: at.grid ? null : seat.id, skills: [...skills], times: [], due_on: null },
      ...{ wanted, claimed: claimants.length, state, raised_by_id: raiser, outcome: isDone ? '已办结' : null },
      ...{ finished_at: isDone ? finishedAt! : null, confirmed_at: isDone ? confirmedAt! : null, confirmed_by_id: isDone ? raiser : null },
      ...{ place: seat.place, created_at: raisedAt!, updated_at: isDone ? confirmedAt! : raisedAt! },
    });
    for (const claimant of claimants)
      this.rows.need_claim.push({
        ...this.#base(),
        ...{ need_id: base.id, person_id: null, team_id: null, organization_id: null, count: 1, claimed_at: claimedAt!, released_at: null },
        ...claimant,
      });
    const claimer = claimants[0] ? this.#actorOf(claimants[0]) : null;
    this.#step('NeedItem', base.id, 'raiseNeed', null, 'OPEN', raiser, raisedAt!);
    if (state === 'OPEN') return;
    this.rows.notification.push({
      ...this.#told(),
      ...{ person_id: raiser, kind: 'NEED_CLAIMED', subject_noun: 'NeedItem', subject_id: base.id, step_id: null },
      ...{ at: claimedAt!, read_at: isDone ? claimedAt! : null },
    });
    const reached = isDone ? stages.length : stages.findIndex(([, , to]) => to === state) + 1;
    const at_ = [claimedAt!, startedAt!, finishedAt!, confirmedAt!];
    for (const [n, [verb, from, to]] of stages.slice(0, reached).entries())
      this.#step('NeedItem', base.id, verb, from, to, n === 3 ? raiser : claimer, at_[n]!);
  }

  /** Of a team its leader; of a unit nobody in particular. */
  #actorOf({ person_id, team_id }: Claimant): string | null {
    if (person_id) return person_id;
    return this.volunteers.team_membership.find((one) => one.team_id === team_id && one.role === 'LEADER')?.person_id ?? null;
  }

  /** One that was awarded. */
  honour(kind: HonourKind, level: HonourLevel, merits: string, nominee: Partial<Row.HonourRow>): void {
    const base = this.#base();
    const [officer] = this.dataset.appointments.filter(({ position, valid_to }) => position === 'COMMUNITY_CADRE' && valid_to === null);
    const street = this.dataset.appointments.find(
      ({ position, valid_to }) => position === 'STREET_OFFICER' && valid_to === null,
    )!.person_id;
    const year = this.dataset.jurisdiction.reportedOn.slice(0, 4);
    this.rows.honour.push({
      ...base,
      ...{ kind, level, person_id: null, household_id: null, team_id: null, unit_id: null, organization_id: this.dataset.root.id, merits },
      ...{
        nominated_by_id: officer!.person_id,
        publicised_on: `${year}-06-03`,
        public_until: `${year}-06-11`,
        awarded_on: `${year}-06-30`,
      },
      ...{
        state: 'AWARDED',
        place: this.dataset.root.place,
        created_at: `${year}-05-06T02:00:00.000Z`,
        updated_at: `${year}-06-30T02:00:00.000Z`,
      },
      ...reported,
      ...nominee,
    });
    const steps = [
      ['nominateForHonour', null, 'NOMINATED', '05-06'],
      ['reviewHonour', 'NOMINATED', 'REVIEWED', '05-20'],
      ['publiciseHonour', 'REVIEWED', 'PUBLICISED', '06-03'],
      ['awardHonour', 'PUBLICISED', 'AWARDED', '06-30'],
    ] as const;
    for (const [verb, from, to, day] of steps)
      this.#step('Honour', base.id, verb, from, to, from === null ? officer!.person_id : street, `${year}-${day}T02:00:00.000Z`);
  }

  #step(noun: string, id: string, verb: string, from: string | null, to: string, actor: string | null, at: string): void {
    const { id: own, jurisdiction_id } = this.#base();
    this.rows.history.push({
      ...{ id: own, jurisdiction_id, subject_noun: noun, subject_id: id, verb, from_state: from, to_state: to },
      ...{ actor_id: actor, organization_id: null, note: null, at },
    });
  }
}

const difficulties = [
  '低保申请材料代办',
  '独居老人家中漏水',
  '下岗职工求职',
  '留守儿童课业辅导',
  '楼道照明损坏',
  '邻里噪声纠纷',
  '残疾人辅具申领',
  '危重病人陪护',
];

/** 118件困难问题, met by the twelve teams; service posts of twelve aspects, which volunteers take on. */
function laochengNeeds(needing: Needing): void {
  const { community, grids, volunteers } = needing;
  const teams = volunteers.volunteer_team;
  for (let n = 0; n < figures.solved; n++)
    needing.need(
      { grid: grids[n % grids.length]!, community: null },
      { kind: n % 3 ? 'NEED' : 'URGENT', title: difficulties[n % difficulties.length]!, state: 'DONE' },
      [{ team_id: teams[n % teams.length]!.id }],
      300 - (n % 280),
    );
  for (const [n, aspect] of (Object.keys(serviceAspects) as ServiceAspect[]).entries())
    needing.need(
      { grid: null, community },
      { kind: 'SERVICE_POST', title: `${serviceAspects[aspect].split('. ')[1]}岗`, aspect, state: 'OPEN', wanted: 10 },
      volunteers.volunteer.slice(n * 5, n * 5 + 5).map(({ person_id }) => ({ person_id })),
      200,
    );
  needing.honour('ADVANCED_UNIT', 'STREET', '党建网格化管理年度考核优秀', { unit_id: community.id });
}

/** 急难愁盼8件; 微实事. */
function chengxiNeeds(needing: Needing): void {
  const { community, grids, volunteers } = needing;
  const teams = volunteers.volunteer_team;
  for (let n = 0; n < figures.urgent; n++)
    needing.need(
      { grid: grids[n % grids.length]!, community: null },
      { kind: 'URGENT', title: ['下水道堵塞', '充电桩不足', '物业服务提升', '小区路灯改造'][n % 4]!, state: 'DONE' },
      [{ team_id: teams[n % teams.length]!.id }],
      90 - n * 7,
    );
  for (const title of ['加装休闲座椅', '修补健身器材'])
    needing.need({ grid: null, community }, { kind: 'MICRO_PRACTICAL', title, state: 'OPEN', skills: ['REPAIR'], wanted: 3 }, [], 20);
}

/** 双报到单位供需对接; 美德瀛洲身边好人、最美崇明人、五好文明社区. */
function chenjiaNeeds(needing: Needing): void {
  const { dataset, community, grids } = needing;
  const units = dataset.organizations.filter(({ kind }) => kind === 'RESIDENT_UNIT');
  for (const [n, unit] of units.entries())
    needing.need(
      { grid: grids[n % grids.length]!, community: null },
      { kind: 'NEED', title: '提供活动场地', state: 'IN_PROGRESS' },
      [{ organization_id: unit.id }],
      60,
    );
  needing.need({ grid: grids[0]!, community: null }, { kind: 'MICRO_WISH', title: '想要一副老花镜', state: 'OPEN' }, [], 10);
  const [good, beautiful] = dataset.persons;
  needing.honour('MEIDE_YINGZHOU_GOOD_PERSON', 'COUNTY', '热心助人', { person_id: good!.id });
  needing.honour('MOST_BEAUTIFUL_CHONGMING', 'COUNTY', '扎根社区', { person_id: beautiful!.id });
  needing.honour('FIVE_GOOD_COMMUNITY', 'COUNTY', '五好文明社区', { unit_id: community.id });
}

/** 察民情、访民意、解民忧. */
function wulidunNeeds(needing: Needing): void {
  const { grids, volunteers } = needing;
  const states: readonly NeedState[] = ['OPEN', 'OPEN', 'CLAIMED', 'IN_PROGRESS', 'DONE', 'DONE'];
  for (const [n, state] of states.entries())
    needing.need(
      { grid: grids[n]!, community: null },
      {
        kind: n % 2 ? 'NEED' : 'MICRO_WISH',
        title: ['教老人用手机', '陪同就医', '代买生活用品'][n % 3]!,
        state,
        skills: n === 0 ? ['COMPUTING'] : [],
      },
      state === 'OPEN' ? [] : [{ team_id: volunteers.volunteer_team[n]!.id }],
      40 - n,
    );
}

/** 先进个人、先进事迹. */
function wangheNeeds(needing: Needing): void {
  const { grids, volunteers } = needing;
  needing.need(
    { grid: grids[0]!, community: null },
    { kind: 'NEED', title: '打扫、买药', state: 'DONE' },
    [{ team_id: volunteers.volunteer_team[1]!.id }],
    30,
  );
  const leaders = volunteers.team_membership.filter(({ role }) => role === 'LEADER');
  needing.honour('ADVANCED_INDIVIDUAL', 'STREET', '志愿服务先进个人', { person_id: leaders[0]!.person_id });
  needing.honour('ADVANCED_DEED', 'STREET', '网格志愿者联系帮扶', { team_id: leaders[1]!.team_id });
}

const plans: Readonly<Record<string, (needing: Needing) => void>> = {
  '000': wulidunNeeds,
  '001': chengxiNeeds,
  '002': laochengNeeds,
  '003': chenjiaNeeds,
  '004': wangheNeeds,
};

export function needsOf(dataset: Dataset, volunteers: Volunteers): Needs {
  const needing = new Needing(dataset, volunteers);
  plans[dataset.jurisdiction.code]!(needing);
  return needing.rows;
}

/** 五星级文明户 of 陈家镇: households are loaded later than the rest. */
export async function householdHonoursOf(client: ClientBase, dataset: Dataset): Promise<Pick<Needs, 'honour' | 'history'>> {
  const needing = new Needing(dataset, { volunteer_team: [], volunteer: [], team_membership: [] }, 'household honours');
  if (dataset.jurisdiction.code === '003') {
    const { rows } = await client.query<{ id: string }>('select id from household where jurisdiction_id = $1 order by id limit 1', [
      dataset.root.id,
    ]);
    needing.honour('FIVE_STAR_CIVILISED_HOUSEHOLD', 'COMMUNITY', '家庭和睦，邻里互助', { household_id: rows[0]!.id });
  }
  const { honour, history } = needing.rows;
  return { honour, history };
}
