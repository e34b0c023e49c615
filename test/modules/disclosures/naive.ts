import type { Naive } from '../../read/naive.js';
import {
  type Args,
  type Asking,
  actionsBy,
  among,
  bare,
  byNumber,
  type DefaultOrders,
  id,
  type NaivePart,
  type Orders,
  resolversOf,
} from '../../read/naive-rules.js';
import { has } from '../../read/viewer.js';
import type { Row } from '../../read/world.js';

export const orders: Orders = { DisclosureNotice: { INSPECTED_ON: byNumber((row) => Date.parse(row.inspected_on)) } };
export const defaultOrders: DefaultOrders = { DisclosureNotice: { field: 'INSPECTED_ON', direction: 'DESC' } };

const isStaff = (row: Row, { viewer }: Asking): boolean =>
  has(viewer, row.place, 'BRANCH_SECRETARY', 'COMMUNITY_CADRE', 'STREET_SUPERVISOR');

export const answers = (naive: Naive): NaivePart => {
  const { rows } = naive.world;
  const { to, pageOf, byIdOf } = resolversOf(naive);
  return {
    sees: { DisclosureNotice: (row, ask) => row.state === 'PUBLISHED' || isStaff(row, ask) },
    seesWho: { DisclosureNotice: isStaff },
    filters: {
      DisclosureNotice: {
        states: among('state'),
        departmentId: (row: Row, wanted: string) => row.department_id === bare(wanted, 'Organization'),
        supervisedId: (row: Row, wanted: string) => row.supervised_id === bare(wanted, 'Organization'),
      },
    },
    fields: {
      DisclosureNotice: {
        ...{ id: id('DisclosureNotice'), department: to('department_id'), supervised: to('supervised_id'), publisher: to('publisher_id') },
        history: (row: Row, args: Args, ask: Asking) =>
          naive.page(
            'HistoryEntry',
            rows.HistoryEntry.filter(({ subject_id }) => subject_id === row.id),
            args,
            ask,
          ),
        viewerActions: actionsBy((row, ask) => ({
          reviseDisclosureNotice: isStaff(row, ask) && row.state === 'DRAFT',
          publishDisclosureNotice: isStaff(row, ask) && row.state === 'DRAFT',
          withdrawDisclosureNotice: isStaff(row, ask) && row.state !== 'WITHDRAWN',
        })),
      },
      Organization: { disclosureNotices: pageOf('DisclosureNotice', (row) => naive.where('DisclosureNotice', 'supervised_id', row.id)) },
    },
    roots: {
      disclosureNotice: byIdOf('DisclosureNotice'),
      disclosureNotices: (_root, args, ask) => naive.page('DisclosureNotice', naive.visible('DisclosureNotice', ask), args, ask),
    },
  };
};
