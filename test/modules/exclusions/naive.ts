import type { Naive } from '../../read/naive.js';
import {
  type Args,
  type Asking,
  actionsBy,
  among,
  byInstant,
  type DefaultOrders,
  id,
  type NaivePart,
  type Orders,
  resolversOf,
} from '../../read/naive-rules.js';
import { has, worksAt } from '../../read/viewer.js';
import type { Row } from '../../read/world.js';

export const orders: Orders = { RateExclusion: { REQUESTED_AT: byInstant('requested_at') } };
export const defaultOrders: DefaultOrders = { RateExclusion: { field: 'REQUESTED_AT', direction: 'DESC' } };

const reviewers = ['COMMUNITY_CADRE', 'STREET_SUPERVISOR'];

export const answers = (naive: Naive): NaivePart => {
  const { rows } = naive.world;
  const { to, seen, byIdOf } = resolversOf(naive);
  const sees = (row: Row, { viewer }: Asking): boolean =>
    has(viewer, row.place, ...reviewers, 'DISPATCHER') || worksAt(viewer, row.organization_id);
  const history = (row: Row, args: Args, ask: Asking) =>
    naive.page(
      'HistoryEntry',
      rows.HistoryEntry.filter(({ subject_id }) => subject_id === row.id),
      args,
      ask,
    );

  return {
    sees: { RateExclusion: sees },
    seesWho: { RateExclusion: sees },
    filters: { RateExclusion: { states: among('state'), reasons: among('reason') } },
    fields: {
      RateExclusion: {
        ...{ id: id('RateExclusion'), incident: seen('incident_id'), organization: to('organization_id') },
        ...{ requestedBy: to('requested_by_id'), decidedBy: to('decided_by_id'), history },
        viewerActions: actionsBy((row, { viewer }) => {
          const { place } = naive.of(row.organization_id)!;
          const isAbove = viewer.held.some((held) => reviewers.includes(held.role) && place !== held.place && place.startsWith(held.place));
          const mayReview = isAbove && row.requested_by_id !== viewer.person;
          return {
            grantExclusion: mayReview && row.state === 'REQUESTED',
            refuseExclusion: mayReview && row.state === 'REQUESTED',
            revokeExclusion: mayReview && row.state === 'GRANTED',
            withdrawExclusion: worksAt(viewer, row.organization_id) && row.state === 'REQUESTED',
          };
        }),
      },
      Incident: {
        exclusions: (row: Row, _args: Args, ask: Asking) =>
          naive
            .where('RateExclusion', 'incident_id', row.id)
            .filter((exclusion) => sees(exclusion, ask))
            .toSorted((a, b) => a.requested_at - b.requested_at || (a.id < b.id ? -1 : 1)),
      },
    },
    roots: {
      rateExclusion: byIdOf('RateExclusion'),
      rateExclusions: (_root, args, ask) => naive.page('RateExclusion', naive.visible('RateExclusion', ask), args, ask),
    },
  };
};
