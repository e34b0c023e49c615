import type { Naive } from '../../read/naive.js';
import {
  type Args,
  type Asking,
  among,
  byNumber,
  byText,
  contains,
  type DefaultOrders,
  id,
  type NaivePart,
  type Orders,
  resolversOf,
} from '../../read/naive-rules.js';
import { holdsOn } from '../../read/viewer.js';
import type { Row } from '../../read/world.js';
import { postsOf } from '../organisations/naive.js';

export const orders: Orders = {
  Grid: { CODE: byText('code'), NAME: byText('name'), LEVEL: byNumber((row) => row.level) },
};
export const defaultOrders: DefaultOrders = {
  Grid: { field: 'CODE', direction: 'ASC' },
};

export function leaderOf(naive: Naive, grid: Row, { today }: Asking): Row | null {
  const post = naive.world.rows.Appointment.find((row) => row.grid_id === grid.id && row.position === 'GRID_LEADER' && holdsOn(row, today));
  return post ? naive.of(post.person_id) : null;
}

export const answers = (naive: Naive): NaivePart => {
  const { rows } = naive.world;
  const { to, internal, above, below, theOne } = resolversOf(naive);

  return {
    filters: {
      Grid: {
        levels: among('level'),
        kinds: among('kind'),
        branchCoverage: among('branch_coverage'),
        hasLeader: (row: Row, wanted: boolean, ask: Asking) => (leaderOf(naive, row, ask) !== null) === wanted,
        text: contains('code', 'name'),
      },
    },
    fields: {
      Grid: {
        id: id('Grid'),
        parent: to('parent_id'),
        community: to('community_id'),
        branch: to('branch_id'),
        successor: to('successor_id'),
        ancestors: above('Grid'),
        children: (row: Row, args: Args, ask: Asking) =>
          naive.page(
            'Grid',
            rows.Grid.filter(({ parent_id }) => parent_id === row.id),
            args,
            ask,
          ),
        descendants: (row: Row, args: Args, ask: Asking) =>
          naive.page(
            'Grid',
            below('Grid', row).filter((other) => other !== row),
            args,
            ask,
          ),
        leader: (row: Row, _args: Args, ask: Asking) => leaderOf(naive, row, ask),
        staff: postsOf(naive)('grid_id', 200, 'position', 'valid_from'),
        householdCount: internal('household_count'),
        residentCount: internal('resident_count'),
        sizeStatus: (row: Row) => {
          const ruleOf = (id: unknown) => rows.CoverageRule.find(({ community_id }) => community_id === id);
          const rule = ruleOf(row.community_id) ?? ruleOf(row.jurisdiction_id);
          if (!rule || (rule.grid_level !== null && rule.grid_level !== row.level)) return 'NO_RULE';
          if (rule.min_households === null && rule.max_households === null) return 'NO_RULE';
          if (rule.min_households !== null && row.household_count < rule.min_households) return 'BELOW';
          return rule.max_households !== null && row.household_count > rule.max_households ? 'ABOVE' : 'WITHIN';
        },
      },
      CoverageRule: { id: id('CoverageRule') },
      Organization: {
        grids: (row: Row, args: Args, ask: Asking) => naive.page('Grid', below('Grid', row), args, ask),
        coverageRule: (row: Row) => rows.CoverageRule.find(({ community_id }) => community_id === row.id) ?? null,
      },
    },
    roots: {
      // A grid that was merged, split or closed answers as the one that took over.
      grid: (root, args, ask) => {
        const named = theOne('Grid', 'code', 'code')(root, args, ask) as Row | null;
        return named && (naive.of(named.successor_id) ?? named);
      },
      grids: (_root, args, ask) => naive.page('Grid', rows.Grid, args, ask),
    },
  };
};
