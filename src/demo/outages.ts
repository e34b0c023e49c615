import type { OutageKind, OutageState } from '../modules/outages/outage.terms.js';
import { actorsOf } from './actors.js';
import { baseMaker } from './base-row.js';
import type { Dataset } from './dataset.js';
import type * as Row from './rows.js';

const MINUTE = 60_000;

interface Outages {
  readonly outage_notice: Row.OutageNoticeRow[];
  readonly outage_recipient: Row.OutageRecipientRow[];
  readonly history: Row.HistoryRow[];
}

interface Outage {
  readonly kind: OutageKind;
  readonly reason: string;
  readonly issued: string;
  readonly starts: string;
  /** Null where it is not planned: nobody knows. */
  readonly ends: string | null;
  readonly state: OutageState;
  /** When it was restored or called off, and why that. */
  readonly over?: readonly [at: string, note: string | null];
  /** So many of the community's grids; all of it if left out. */
  readonly grids?: number;
  /** Each so many of those who were told has acknowledged it; the others have not. */
  readonly acknowledged: number;
}

/** What is announced stays ahead while the demo is looked at. */
const everywhere: readonly Outage[] = [
  {
    ...{ kind: 'WATER', reason: '二次供水水箱清洗消毒', issued: '2026-10-12T01:00:00.000Z', state: 'RESTORED', acknowledged: 1 },
    ...{ starts: '2026-10-15T00:30:00.000Z', ends: '2026-10-15T09:00:00.000Z', over: ['2026-10-15T08:20:00.000Z', null] },
  },
  {
    ...{ kind: 'ROAD', reason: '小区道路沥青铺设', issued: '2026-11-02T02:00:00.000Z', state: 'CANCELLED', acknowledged: 2, grids: 2 },
    ...{ starts: '2026-11-07T00:00:00.000Z', ends: '2026-11-08T10:00:00.000Z', over: ['2026-11-06T06:00:00.000Z', '降雨，另行安排。'] },
  },
  {
    ...{ kind: 'POWER', reason: '配电箱故障抢修', issued: '2026-11-19T22:20:00.000Z', state: 'UNDERWAY', acknowledged: 2, grids: 1 },
    ...{ starts: '2026-11-19T22:00:00.000Z', ends: null },
  },
  {
    ...{ kind: 'WATER', reason: '供水管道改造', issued: '2026-11-18T02:00:00.000Z', state: 'ANNOUNCED', acknowledged: 3 },
    ...{ starts: '2027-05-10T00:00:00.000Z', ends: '2027-05-10T10:00:00.000Z' },
  },
];

/** 004: in July 2021 construction works cut the water, and nobody had been told. Before the works went on there was a notice. */
const afterTheQuarrel: Outage = {
  ...{ kind: 'WATER', reason: '道路施工迁改供水管线，停水期间四楼以上水压偏低', issued: '2021-08-02T01:00:00.000Z', state: 'RESTORED' },
  ...{ starts: '2021-08-05T00:00:00.000Z', ends: '2021-08-05T10:00:00.000Z', over: ['2021-08-05T09:10:00.000Z', null], acknowledged: 1 },
};

/** Told of the first community of each street or town: by its waterworks where it has one, or by the property company. */
export function outagesOf(dataset: Dataset): Outages {
  const made: Outages = { outage_notice: [], outage_recipient: [], history: [] };
  const base = baseMaker(dataset, 'outages');
  const community = dataset.organizations.find(({ id }) => id === dataset.grids[0]!.community_id)!;
  const companies = dataset.organizations.filter(
    ({ kind, parent_id, status }) => kind === 'PROPERTY_COMPANY' && parent_id === community.id && status === 'ACTIVE',
  );
  const grids = dataset.grids.filter(({ place, status }) => status === 'ACTIVE' && place.startsWith(community.place));
  const utility = dataset.organizations.find(({ kind }) => kind === 'PUBLIC_UTILITY')?.id ?? companies[0]!.id;
  const step = (
    [noun, row]: readonly ['OutageNotice' | 'OutageRecipient', Row.BaseRow],
    verb: string,
    from: string | null,
    to: string,
    time: string,
    [actor, note]: readonly [actor: string | null, note?: string | null],
  ) => {
    const { id, jurisdiction_id } = base();
    made.history.push({
      ...{ id, jurisdiction_id, subject_noun: noun, subject_id: row.id, verb, from_state: from, to_state: to },
      ...{ actor_id: actor, organization_id: actor && community.id, note: note ?? null, at: time },
    });
  };
  for (const outage of dataset.jurisdiction.code === '004' ? [afterTheQuarrel, ...everywhere] : everywhere) {
    const { kind, reason, issued, starts, ends, state, over } = outage;
    const area = outage.grids === undefined ? null : grids.filter(({ level }) => level === 1).slice(0, outage.grids);
    const begins = starts > issued;
    const actors = actorsOf(dataset, issued.slice(0, 10));
    const { cadres, company } = actors(grids[0]!);
    const officer = cadres[0]!;
    const notice: Row.OutageNoticeRow = {
      ...base(),
      ...{ created_at: issued, updated_at: over?.[0] ?? (state === 'UNDERWAY' && begins ? starts : issued) },
      ...{ version: 1 + Number(state !== 'ANNOUNCED' && state !== 'CANCELLED' && begins) + Number(over !== undefined) },
      ...{ kind, planned: ends !== null, utility_id: utility, issuer_id: community.id, reason },
      area: area ? area.map(({ name }) => name).join('、') : `${community.name}全域`,
      ...{ organization_id: area ? null : community.id, grid_ids: area?.map(({ id }) => id) ?? [] },
      ...{ starts_at: starts, ends_at: ends, restored_at: state === 'RESTORED' ? over![0] : null, issued_at: issued },
      ...{ contact_phone: null, state, place: area?.length === 1 ? area[0]!.place : community.place },
    };
    made.outage_notice.push(notice);
    const subject = ['OutageNotice', notice] as const;
    step(subject, 'issueOutageNotice', null, begins ? 'ANNOUNCED' : 'UNDERWAY', issued, [officer]);
    if (begins && (state === 'UNDERWAY' || state === 'RESTORED'))
      step(subject, 'startOutage', 'ANNOUNCED', 'UNDERWAY', starts, [null, '按预告时间开始停供。']);
    if (over && state === 'RESTORED') step(subject, 'restoreOutage', 'UNDERWAY', state, over[0], [officer, over[1]]);
    if (over && state === 'CANCELLED') step(subject, 'cancelOutage', 'ANNOUNCED', state, over[0], [officer, over[1]]);
    const told: readonly (readonly [organization: string | null, grid: Row.GridRow | null, place: string, by: string | null])[] = [
      [community.id, null, community.place, cadres[1] ?? officer] as const,
      ...(area ? [] : companies)
        .filter(({ id }) => id !== utility)
        .map(({ id, place }) => [id, null, place, company.manager ?? null] as const),
      ...grids
        .filter(({ place }) => !area || area.some((around) => place.startsWith(around.place)))
        .map((grid) => [null, grid, grid.place, actors(grid).leader ?? actors(grid).workers[0] ?? null] as const),
    ];
    for (const [n, [organization, grid, place, by]] of told.entries()) {
      const acknowledgedAt =
        n % outage.acknowledged === 0 && by ? new Date(Date.parse(issued) + (7 + 13 * n) * MINUTE).toISOString() : null;
      const recipient: Row.OutageRecipientRow = {
        ...base(),
        ...{ created_at: issued, updated_at: acknowledgedAt ?? issued, version: acknowledgedAt ? 2 : 1, notice_id: notice.id },
        ...{ organization_id: organization, grid_id: grid?.id ?? null, state: acknowledgedAt ? 'ACKNOWLEDGED' : 'TOLD', told_at: issued },
        ...{ acknowledged_at: acknowledgedAt, acknowledged_by_id: acknowledgedAt && by, place },
      };
      made.outage_recipient.push(recipient);
      const one = ['OutageRecipient', recipient] as const;
      step(one, 'issueOutageNotice', null, 'TOLD', issued, [officer]);
      if (acknowledgedAt) step(one, 'acknowledgeOutage', 'TOLD', 'ACKNOWLEDGED', acknowledgedAt, [by]);
    }
  }
  return made;
}
