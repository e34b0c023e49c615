import { publicId } from '../../../src/kernel/ids.js';
import { type AddedFields, type Ask, factsOf, histories, list, type NounRules, open, reckoned, to } from '../../access/noun-rules.js';
import { linesFor, may } from '../../access/policy.js';
import { bySubtree, old, type VerbRule, type VerbRules } from '../../access/verb-rules.js';
import { belongsAt } from '../../read/viewer.js';
import type { Row } from '../../read/world.js';
import { isKnown } from '../ballots/access.js';
import { ownHouseholds } from '../residents/access.js';

/** "what is published; before: staff" */
const isStaff = (ask: Ask, row: Row): boolean =>
  may('Covenant', 'see', ask.viewer, factsOf(row), ({ note }) => note === 'drafts too; who took which step');
const isPublic = () => linesFor('Covenant', 'see').some(({ rows }) => rows.includes('public'));
const seesCovenant = (ask: Ask, row: Row): boolean => isStaff(ask, row) || (isPublic() && ['ADOPTED', 'ENDED'].includes(row.state));
const isDeliberated = (ask: Ask, row: Row): boolean => row.topic_id !== null && isKnown(ask, ask.world.byId.get(row.topic_id)!);
const seesVersion = (ask: Ask, row: Row): boolean =>
  isStaff(ask, row) ||
  (isPublic() && row.valid_from !== null) ||
  (isDeliberated(ask, row) && may('CovenantVersion', 'see', ask.viewer, factsOf(row)));

const seesSignature = (ask: Ask, row: Row): boolean =>
  may('CovenantSignature', 'see', ask.viewer, {
    ...factsOf(row),
    own: ownHouseholds(ask).includes(row.household_id) ? [ask.viewer.person] : [],
  });

const watchers = ({ world, today }: Ask, row: Row): readonly string[] => {
  const { supervisor_ids: supervisors, state, place } = world.byId.get(row.covenant_id)!;
  return state === 'ADOPTED' ? supervisors.filter((person: string) => belongsAt(world, person, place, today)) : [];
};
const seesBreachBy = (ask: Ask, row: Row, note: (note: string) => boolean): boolean =>
  may('CovenantBreach', 'see', ask.viewer, { ...factsOf(row), own: [row.reporter_id], assigned: watchers(ask, row) }, (line) =>
    note(line.note),
  );
const seesBreach = (ask: Ask, row: Row): boolean => seesBreachBy(ask, row, () => true);

histories.Covenant = { sees: seesCovenant, seesWho: isStaff };
histories.CovenantBreach = { sees: seesBreach, seesWho: (ask, row) => seesBreachBy(ask, row, (note) => note === '') };

export const tables = {
  Covenant: 'covenant',
  CovenantVersion: 'covenant_version',
  CovenantSignature: 'covenant_signature',
  CovenantBreach: 'covenant_breach',
} as const;

export const nouns: NounRules = {
  Covenant: {
    sees: seesCovenant,
    lookup: 'covenant',
    list: 'covenants',
    fields: {
      ...{ id: open('id'), title: open('title'), kind: open('kind'), state: open('state') },
      ...{ organization: to('Organization', 'organization_id'), grid: to('Grid', 'grid_id') },
      ...{ currentVersion: list('CovenantVersion'), versions: list('CovenantVersion'), supervisors: list('Person') },
      ...{ breaches: list('CovenantBreach'), history: list('HistoryEntry'), viewerActions: reckoned },
      ...{ provenance: open('provenance'), version: open('version') },
    },
  },
  CovenantVersion: {
    sees: seesVersion,
    fields: {
      ...{ id: open('id'), covenant: to('Covenant', 'covenant_id'), number: open('number'), text: open('text') },
      ...{ drafters: list('Person'), writtenAt: open('written_at'), status: reckoned, topic: to('Topic', 'topic_id', true) },
      ...{ session: to('DeliberationSession', 'session_id', true), adoptedAt: open('adopted_at'), from: open('valid_from') },
      ...{ to: open('valid_to'), signatureCount: reckoned, signatureRate: reckoned, signatures: list('CovenantSignature') },
      version: open('version'),
    },
  },
  CovenantSignature: {
    sees: seesSignature,
    fields: {
      ...{
        id: open('id'),
        covenantVersion: to('CovenantVersion', 'covenant_version_id'),
        household: to('Household', 'household_id', true),
      },
      ...{
        signedBy: to('Person', 'signed_by_id'),
        signedAt: open('signed_at'),
        withdrawnAt: open('withdrawn_at'),
        version: open('version'),
      },
    },
  },
  CovenantBreach: {
    sees: seesBreach,
    lookup: 'covenantBreach',
    list: 'covenantBreaches',
    fields: {
      ...{
        id: open('id'),
        covenant: to('Covenant', 'covenant_id'),
        text: open('text'),
        reportedAt: open('created_at'),
        state: open('state'),
      },
      reporter: {
        column: 'reporter_id',
        target: 'Person',
        shown: (ask, row) => (seesBreachBy(ask, row, (note) => note !== 'without the reporter') ? 'clear' : 'hidden'),
      },
      ...{ topic: to('Topic', 'topic_id', true), incident: to('Incident', 'incident_id', true) },
      ...{ history: list('HistoryEntry'), viewerActions: reckoned, version: open('version') },
    },
  },
};

export const adds: AddedFields = {
  Organization: { covenants: list('Covenant') },
  Grid: { covenants: list('Covenant') },
  Topic: { covenantBreach: list('CovenantBreach'), covenantVersion: list('CovenantVersion') },
  Incident: { covenantBreach: list('CovenantBreach') },
};

const kept = (verb: string, more: object = {}): VerbRule => ({
  noun: 'Covenant',
  input: ({ id }) => ({ id, ...old, ...more }),
  may: bySubtree('Covenant', verb),
});
const handled = (verb: string, more: (ask: Ask) => object): VerbRule => ({
  noun: 'CovenantBreach',
  input: ({ id }, ask) => ({ id, ...old, ...more(ask) }),
  may: (ask, row) => may('CovenantBreach', verb, ask.viewer, { ...factsOf(row), assigned: watchers(ask, row) }),
});
const first = ({ world }: Ask, noun: 'Topic' | 'DeliberationBody' | 'IncidentCategory') => publicId(noun, world.rows[noun][0]!.id);

export const verbs: VerbRules = {
  draftCovenant: {
    noun: 'Grid',
    input: ({ id }) => ({ gridId: id, kind: 'CHARTER', title: ' ', text: ' ' }),
    may: bySubtree('Covenant', 'draftCovenant'),
  },
  reviseCovenant: kept('reviseCovenant', { text: '修订' }),
  nameCovenantSupervisors: kept('nameCovenantSupervisors', { supervisorIds: [] }),
  submitCovenant: {
    ...kept('submitCovenant'),
    input: ({ id }, ask) => ({ id, ...old, topicId: first(ask, 'Topic') }),
  },
  adoptCovenant: kept('adoptCovenant'),
  endCovenant: kept('endCovenant', { reason: '换届' }),
  withdrawCovenant: kept('withdrawCovenant', { reason: '重写' }),
  // A version that no longer holds, which everybody sees.
  signCovenant: {
    noun: 'Household',
    input: ({ id }, { world, today }) => ({
      householdId: id,
      covenantVersionId: publicId(
        'CovenantVersion',
        world.rows.CovenantVersion.find(({ valid_to }) => valid_to !== null && valid_to <= today)!.id,
      ),
    }),
    may: (ask, row) => linesFor('Covenant', 'signCovenant').length > 0 && ownHouseholds(ask).includes(row.id),
  },
  withdrawCovenantSignature: {
    noun: 'CovenantSignature',
    input: ({ id }) => ({ id, ...old }),
    may: (ask, row) =>
      may('CovenantSignature', 'withdrawCovenantSignature', ask.viewer, { jurisdiction: row.jurisdiction_id, own: [row.signed_by_id] }),
  },
  reportCovenantBreach: {
    noun: 'Covenant',
    input: ({ id }) => ({ covenantId: id, text: ' ' }),
    may: ({ viewer }, row) =>
      viewer.person !== null && may('CovenantBreach', 'reportCovenantBreach', viewer, { jurisdiction: row.jurisdiction_id }),
  },
  turnBreachIntoTopic: handled('turnBreachIntoTopic', (ask) => ({
    bodyId: first(ask, 'DeliberationBody'),
    title: '违约',
    category: 'OTHER',
  })),
  turnBreachIntoIncident: handled('turnBreachIntoIncident', (ask) => ({ categoryId: first(ask, 'IncidentCategory'), title: '违约' })),
  dismissBreach: handled('dismissBreach', () => ({ reason: '不属实' })),
};
