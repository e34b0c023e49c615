import { type AddedFields, factsOf, list, type NounRules, open, publicRow, reckoned, signedIn, to } from '../../access/noun-rules.js';
import { may } from '../../access/policy.js';
import { bySubtree, code, ofGrid, old, type VerbRules } from '../../access/verb-rules.js';

export const tables = {
  Grid: 'grid',
  CoverageRule: 'coverage_rule',
} as const;

export const nouns: NounRules = {
  Grid: {
    sees: (ask, row) => may('Grid', 'see', ask.viewer, factsOf(row)),
    lookup: 'grid',
    list: 'grids',
    fields: {
      ...{ id: open('id'), code: open('code'), name: open('name'), level: open('level'), kind: open('kind'), status: open('status') },
      ...{ provenance: open('provenance'), inclusions: open('inclusions'), version: open('version'), boundary: reckoned },
      successor: to('Grid', 'successor_id'),
      ...{
        branchCoverage: open('branch_coverage'),
        branch: to('Organization', 'branch_id'),
        community: to('Organization', 'community_id'),
      },
      ...{ parent: to('Grid', 'parent_id'), ancestors: list('Grid'), children: list('Grid'), descendants: list('Grid') },
      ...{ leader: list('Person'), staff: list('Appointment'), sizeStatus: reckoned },
      ...{ householdCount: signedIn('household_count'), residentCount: signedIn('resident_count') },
    },
  },
  CoverageRule: {
    sees: publicRow,
    fields: {
      ...{
        id: open('id'),
        branchPolicy: open('branch_policy'),
        gridLevel: open('grid_level'),
        minHouseholds: open('min_households'),
        maxHouseholds: open('max_households'),
      },
      ...{ targetPersons: open('target_persons'), serviceCircleMinutes: open('service_circle_minutes') },
    },
  },
};

export const adds: AddedFields = {
  Organization: { grids: list('Grid'), coverageRule: list('CoverageRule') },
};

export const verbs: VerbRules = {
  createGrid: ofGrid('createGrid', ({ id, row }) => ({ communityId: id, kind: 'GENERAL', ...code(row) }), 'Organization'),
  setCoverageRule: {
    noun: 'Organization',
    input: ({ id }) => ({ organizationId: id, branchPolicy: 'JOINT_ALLOWED', minHouseholds: 2, maxHouseholds: 1 }),
    may: bySubtree('CoverageRule', 'setCoverageRule'),
  },
  removeCoverageRule: {
    noun: 'Organization',
    input: ({ id }) => ({ organizationId: id }),
    may: bySubtree('CoverageRule', 'removeCoverageRule'),
  },
  bindBranch: ofGrid('bindBranch', ({ id }) => ({ id, ...old })),
  setBoundary: ofGrid('setBoundary', ({ id }) => ({ id, ...old })),
};
