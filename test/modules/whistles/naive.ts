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
import { has, worksAt } from '../../read/viewer.js';
import type { Row } from '../../read/world.js';

export const orders: Orders = { Whistle: { CALLED_AT: byInstant('called_at') } };
export const defaultOrders: DefaultOrders = { Whistle: { field: 'CALLED_AT', direction: 'DESC' } };

const callers = ['GRID_LEADER', 'COMMUNITY_CADRE', 'STREET_SUPERVISOR'];

export const answers = (naive: Naive): NaivePart => {
  const { rows } = naive.world;
  const { to, seen, pageOf, byIdOf } = resolversOf(naive);
  const whistleOf = (answer: Row): Row => naive.of(answer.whistle_id)!;
  const history = (row: Row, args: Args, ask: Asking) =>
    naive.page(
      'HistoryEntry',
      rows.HistoryEntry.filter(({ subject_id }) => subject_id === row.id),
      args,
      ask,
    );
  const sees = (row: Row, { viewer }: Asking): boolean =>
    has(viewer, row.place, ...callers, 'GRID_WORKER', 'DISPATCHER') ||
    row.called_ids.some((organization: string) => worksAt(viewer, organization));

  return {
    sees: { Whistle: sees, WhistleAnswer: (row, ask) => sees(whistleOf(row), ask) },
    seesWho: { Whistle: sees, WhistleAnswer: (row, ask) => sees(whistleOf(row), ask) },
    filters: {
      Whistle: {
        states: among('state'),
        departmentId: (row: Row, wanted: string) => row.called_ids.includes(bare(wanted, 'Organization')),
        calledAt: inTime('called_at'),
      },
    },
    fields: {
      Whistle: {
        ...{ id: id('Whistle'), organization: to('organization_id'), grid: to('grid_id'), incident: seen('incident_id') },
        ...{ calledBy: to('called_by_id'), history },
        answers: (row: Row) => naive.where('WhistleAnswer', 'whistle_id', row.id).toSorted((a, b) => (a.id < b.id ? -1 : 1)),
        viewerActions: actionsBy((row, { viewer }) => {
          const may = has(viewer, row.place, ...callers) && row.state === 'CALLED';
          return { concludeWhistle: may, cancelWhistle: may };
        }),
      },
      WhistleAnswer: {
        ...{ id: id('WhistleAnswer'), whistle: seen('whistle_id'), organization: to('organization_id'), history },
        punctual: (row: Row, _args: Args, { now }: Asking) => {
          const { arrive_by: by } = whistleOf(row);
          if (row.arrived_at !== null) return row.arrived_at <= by;
          return row.state === 'ABSENT' || (['CALLED', 'PROMISED'].includes(row.state) && by < now) ? false : null;
        },
        viewerActions: actionsBy((row, { viewer }) => {
          const whistle = whistleOf(row);
          const isOpen = whistle.state === 'CALLED';
          const isOver = whistle.state === 'CONCLUDED';
          const isOfDepartment = worksAt(viewer, row.organization_id);
          const isCaller = has(viewer, whistle.place, ...callers);
          return {
            promiseArrival: isOpen && isOfDepartment && ['CALLED', 'DECLINED'].includes(row.state),
            declineArrival: isOpen && isOfDepartment && ['CALLED', 'PROMISED'].includes(row.state),
            recordArrival: isOpen && (isOfDepartment || isCaller) && ['CALLED', 'PROMISED', 'DECLINED'].includes(row.state),
            rateAttendance: isOver && isCaller && !isOfDepartment && row.attendance_score === null,
            rateWhistle: isOver && isOfDepartment && row.call_score === null,
          };
        }),
      },
      Incident: { whistles: pageOf('Whistle', (row) => naive.where('Whistle', 'incident_id', row.id)) },
    },
    roots: {
      whistle: byIdOf('Whistle'),
      whistles: (_root, args, ask) => naive.page('Whistle', naive.visible('Whistle', ask), args, ask),
    },
  };
};
