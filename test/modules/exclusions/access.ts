import { type AddedFields, type Ask, factsOf, histories, list, type NounRules, open, reckoned, to } from '../../access/noun-rules.js';
import { may } from '../../access/policy.js';
import { old, type VerbRule, type VerbRules } from '../../access/verb-rules.js';
import type { Row } from '../../read/world.js';

const sees = ({ viewer }: Ask, row: Row): boolean => may('RateExclusion', 'see', viewer, { ...factsOf(row), holder: row.organization_id });
histories.RateExclusion = { sees, seesWho: sees };

export const tables = { RateExclusion: 'rate_exclusion' } as const;

export const nouns: NounRules = {
  RateExclusion: {
    sees,
    lookup: 'rateExclusion',
    list: 'rateExclusions',
    fields: {
      ...{ id: open('id'), incident: to('Incident', 'incident_id', true), organization: to('Organization', 'organization_id') },
      ...{ reason: open('reason'), note: open('note'), requestedBy: to('Person', 'requested_by_id'), requestedAt: open('requested_at') },
      ...{ decidedBy: to('Person', 'decided_by_id'), decidedAt: open('decided_at'), state: open('state') },
      ...{ provenance: open('provenance'), history: list('HistoryEntry'), viewerActions: reckoned, version: open('version') },
    },
  },
};

export const adds: AddedFields = { Incident: { exclusions: list('RateExclusion') } };

/** Of who holds the role at the holder itself it is somebody above who decides. */
const review = (verb: string, more: object = {}): VerbRule => ({
  noun: 'RateExclusion',
  input: ({ id }) => ({ id, ...old, ...more }),
  may: ({ viewer, world }, row) => {
    const { place } = world.byId.get(row.organization_id)!;
    const above = { ...viewer, held: viewer.held.filter((held) => held.place !== place) };
    return may('RateExclusion', verb, above, { jurisdiction: row.jurisdiction_id, place });
  },
});
const ofHolder = (verb: string, noun: 'Incident' | 'RateExclusion', holder: string, more: object = {}): VerbRule => ({
  noun,
  input: ({ id }) => ({ id, ...old, ...more }),
  may: ({ viewer }, row) => may('RateExclusion', verb, viewer, { jurisdiction: row.jurisdiction_id, holder: row[holder] }),
});

export const verbs: VerbRules = {
  requestExclusion: ofHolder('requestExclusion', 'Incident', 'holder_id', { reason: 'UNTRUE', note: '经查不实' }),
  withdrawExclusion: ofHolder('withdrawExclusion', 'RateExclusion', 'organization_id'),
  grantExclusion: review('grantExclusion'),
  refuseExclusion: review('refuseExclusion', { reason: '理由' }),
  revokeExclusion: review('revokeExclusion', { reason: '理由' }),
};
