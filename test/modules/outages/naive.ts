import type { Naive } from '../../read/naive.js';
import {
  type Args,
  type Asking,
  actionsBy,
  among,
  bare,
  byInstant,
  type DefaultOrders,
  id,
  inTime,
  type NaivePart,
  type Orders,
  resolversOf,
} from '../../read/naive-rules.js';
import { has, isStaffPost, worksAt } from '../../read/viewer.js';
import type { Row } from '../../read/world.js';

export const orders: Orders = {
  OutageNotice: { STARTS_AT: byInstant('starts_at') },
  OutageRecipient: { TOLD_AT: byInstant('told_at') },
};
export const defaultOrders: DefaultOrders = {
  OutageNotice: { field: 'STARTS_AT', direction: 'DESC' },
  OutageRecipient: { field: 'TOLD_AT', direction: 'ASC' },
};

const isCurrent = ({ state }: Row): boolean => state === 'ANNOUNCED' || state === 'UNDERWAY';

export const answers = (naive: Naive): NaivePart => {
  const { rows } = naive.world;
  const { to, internal, pageOf, byIdOf } = resolversOf(naive);
  const history = (row: Row, args: Args, ask: Asking) =>
    naive.page(
      'HistoryEntry',
      rows.HistoryEntry.filter(({ subject_id }) => subject_id === row.id),
      args,
      ask,
    );
  const isStaff = (row: Row, ask: Asking): boolean => naive.isOwnJurisdiction(row, ask) && ask.viewer.posts.some(isStaffPost);
  const isTold = (notice: Row, seat: string): boolean =>
    rows.OutageRecipient.some(
      ({ notice_id, organization_id, grid_id }) => notice_id === notice.id && (organization_id === seat || grid_id === seat),
    );
  const outageNotices = pageOf('OutageNotice', (seat) => rows.OutageNotice.filter((notice) => isTold(notice, seat.id)));

  const explaining = (incident: Row): string | null =>
    naive.world.sides.outage_incident!.find(({ incident_id }) => incident_id === incident.id)?.notice_id ?? null;

  return {
    sees: { OutageRecipient: (row, ask) => naive.isOwnJurisdiction(row, ask) },
    seesWho: { OutageNotice: isStaff, OutageRecipient: isStaff },
    filters: {
      OutageNotice: {
        states: among('state'),
        kinds: among('kind'),
        current: (row: Row, wanted: boolean) => isCurrent(row) === wanted,
        planned: (row: Row, wanted: boolean) => row.planned === wanted,
        utilityId: (row: Row, wanted: string) => row.utility_id === bare(wanted, 'Organization'),
        toldId: (row: Row, wanted: string) => isTold(row, bare(wanted, 'Organization', 'Grid', 'Stairwell')),
        startsAt: inTime('starts_at'),
      },
      OutageRecipient: { states: among('state') },
    },
    fields: {
      OutageNotice: {
        ...{ id: id('OutageNotice'), utility: to('utility_id'), issuer: to('issuer_id'), organization: to('organization_id') },
        grids: (row: Row) => row.grid_ids.map((grid: string) => naive.of(grid)),
        contactPhone: internal('contact_phone'),
        overdue: (row: Row, _args: Args, { now }: Asking) => row.state === 'UNDERWAY' && row.ends_at !== null && row.ends_at < now,
        recipients: pageOf('OutageRecipient', (row) => naive.where('OutageRecipient', 'notice_id', row.id)),
        incidents: pageOf('Incident', (row) => rows.Incident.filter((incident) => explaining(incident) === row.id)),
        history,
        viewerActions: actionsBy((row, { viewer }) => {
          const may =
            worksAt(viewer, row.utility_id, 'DEPARTMENT_HANDLER') ||
            has(viewer, row.place, 'COMMUNITY_CADRE', 'DISPATCHER', 'STREET_SUPERVISOR');
          return {
            startOutage: may && row.state === 'ANNOUNCED',
            restoreOutage: may && row.state === 'UNDERWAY',
            cancelOutage: may && row.state === 'ANNOUNCED',
            changeOutageTimes: may && isCurrent(row),
          };
        }),
      },
      OutageRecipient: {
        ...{ id: id('OutageRecipient'), notice: to('notice_id'), organization: to('organization_id'), grid: to('grid_id'), history },
        acknowledgedBy: (row: Row, _args: Args, ask: Asking) => (isStaff(row, ask) ? naive.of(row.acknowledged_by_id) : null),
        viewerActions: actionsBy((row, { viewer }) => {
          const isMeant = row.grid_id ? has(viewer, row.place, 'GRID_LEADER', 'GRID_WORKER') : worksAt(viewer, row.organization_id);
          return { acknowledgeOutage: isMeant && row.state === 'TOLD' && isCurrent(naive.of(row.notice_id)!) };
        }),
      },
      Incident: { outageNotice: (row: Row) => naive.of(explaining(row)) },
      Organization: { outageNotices },
      Grid: { outageNotices },
    },
    roots: {
      outageNotice: byIdOf('OutageNotice'),
      outageNotices: (_root, args, ask) => naive.page('OutageNotice', naive.visible('OutageNotice', ask), args, ask),
    },
  };
};
