import { publicId } from '../../../src/kernel/ids.js';
import {
  type AddedFields,
  type Ask,
  factsOf,
  histories,
  list,
  type NounRules,
  open,
  reckoned,
  related,
  signedIn,
  to,
} from '../../access/noun-rules.js';
import { linesFor, may } from '../../access/policy.js';
import { here, old, type VerbRule, type VerbRules } from '../../access/verb-rules.js';
import { isStaffPost, worksAt } from '../../read/viewer.js';
import type { Row } from '../../read/world.js';

const seesNotice = (ask: Ask, row: Row): boolean => may('OutageNotice', 'see', ask.viewer, factsOf(row));
const seesRecipient = (ask: Ask, row: Row): boolean => may('OutageRecipient', 'see', ask.viewer, factsOf(row));
/** "who acknowledged, and who took which step: staff of the jurisdiction" */
const isStaff = ({ viewer }: Ask, row: Row): boolean =>
  linesFor('OutageRecipient', 'see').every(({ note }) => note.includes('staff of the jurisdiction')) &&
  viewer.jurisdiction === row.jurisdiction_id &&
  viewer.posts.some(isStaffPost);

histories.OutageNotice = { sees: seesNotice, seesWho: isStaff };
histories.OutageRecipient = { sees: seesRecipient, seesWho: isStaff };

/** The notice that explains an incident. */
export const sides = ['outage_incident'];

export const tables = { OutageNotice: 'outage_notice', OutageRecipient: 'outage_recipient' } as const;

export const nouns: NounRules = {
  OutageNotice: {
    sees: seesNotice,
    lookup: 'outageNotice',
    list: 'outageNotices',
    fields: {
      ...{ id: open('id'), kind: open('kind'), planned: open('planned'), utility: to('Organization', 'utility_id') },
      ...{ issuer: to('Organization', 'issuer_id'), reason: open('reason'), area: open('area'), grids: list('Grid') },
      ...{ organization: to('Organization', 'organization_id'), startsAt: open('starts_at'), endsAt: open('ends_at') },
      ...{ restoredAt: open('restored_at'), issuedAt: open('issued_at'), contactPhone: signedIn('contact_phone') },
      ...{
        state: open('state'),
        overdue: reckoned,
        recipients: list('OutageRecipient'),
        incidents: list('Incident'),
        provenance: open('provenance'),
      },
      ...{ history: list('HistoryEntry'), viewerActions: reckoned, version: open('version') },
    },
  },
  OutageRecipient: {
    sees: seesRecipient,
    fields: {
      ...{ id: open('id'), notice: to('OutageNotice', 'notice_id'), organization: to('Organization', 'organization_id') },
      ...{ grid: to('Grid', 'grid_id'), state: open('state'), toldAt: open('told_at'), acknowledgedAt: open('acknowledged_at') },
      acknowledgedBy: { ...to('Person', 'acknowledged_by_id'), shown: (ask, row) => (isStaff(ask, row) ? 'clear' : 'hidden') },
      ...{ history: list('HistoryEntry'), viewerActions: reckoned, version: open('version') },
    },
  },
};

export const adds: AddedFields = {
  Incident: {
    outageNotice: related(
      'OutageNotice',
      ({ world }, row) => world.sides.outage_incident!.find(({ incident_id }) => incident_id === row.id)?.notice_id ?? null,
    ),
  },
  Organization: { outageNotices: list('OutageNotice') },
  Grid: { outageNotices: list('OutageNotice') },
};

/** The line of access.csv about officers of the utility asks for a holder. */
const manages = (verb: string, ask: Ask, row: Row, utility: string): boolean =>
  may('OutageNotice', verb, ask.viewer, { ...here(row), holder: worksAt(ask.viewer, utility, 'DEPARTMENT_HANDLER') ? utility : null });
const step = (verb: string, more: object = {}): VerbRule => ({
  noun: 'OutageNotice',
  input: ({ id }) => ({ id, ...old, ...more }),
  may: (ask, row) => manages(verb, ask, row, row.utility_id),
});

/** An incident twice. */
const ofIncident: VerbRule['input'] = ({ id }, { world }) => ({
  id: publicId('OutageNotice', world.rows.OutageNotice[0]!.id),
  incidentIds: [id, id],
});
const explains: VerbRule['may'] = (ask, row) => may('OutageNotice', 'linkOutage', ask.viewer, here(row));

export const verbs: VerbRules = {
  issueOutageNotice: {
    noun: 'Organization',
    input: ({ id, row }) => ({
      ...{ kind: 'WATER', planned: false, utilityId: publicId('Organization', row.jurisdiction_id), organizationId: id },
      ...{ area: ' ', reason: ' ', startsAt: '2026-11-21T00:00:00.000Z' },
    }),
    may: (ask, row) => manages('issueOutageNotice', ask, row, row.jurisdiction_id),
  },
  changeOutageTimes: step('changeOutageTimes', { reason: '施工延期' }),
  startOutage: step('startOutage'),
  restoreOutage: step('restoreOutage'),
  cancelOutage: step('cancelOutage', { reason: '另行安排' }),
  linkOutage: { noun: 'Incident', input: ofIncident, may: explains },
  unlinkOutage: { noun: 'Incident', input: ofIncident, may: explains },
  acknowledgeOutage: {
    noun: 'OutageRecipient',
    input: ({ id }) => ({ id, ...old }),
    // The lines of grid staff speak of grids that were told.
    may: (ask, row) =>
      may(
        'OutageRecipient',
        'acknowledgeOutage',
        ask.viewer,
        { ...here(row), holder: row.organization_id },
        ({ rows }) => rows.includes('held') || row.grid_id !== null,
      ),
  },
};
