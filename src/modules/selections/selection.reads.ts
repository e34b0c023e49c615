import { anyOf, holdsThat, is, within } from '../../read/filter.js';
import { column, connection, list, lookup, type NounReads, one, type Reads, value } from '../../read/noun.js';
import { sql, viewerPerson } from '../../read/sql.js';
import { subject } from '../notifications/notification.reads.js';
import { history } from '../organisations/history.reads.js';
import { internal, isNamedTo, jurisdiction } from '../organisations/organization.reads.js';
import { Selection, SelectionObjection } from './selection.entity.js';
import { type SelectionPart, selectionParts, visibleSelectionObjections, visibleSelections } from './selection.policy.js';
import { isNeighbour, isOfOwnBranch, selectionFlow } from './selection.workflow.js';

const selections: NounReads<SelectionPart> = {
  noun: 'Selection',
  entity: Selection,
  visible: visibleSelections,
  parts: selectionParts,
  conditions: { neighbour: isNeighbour, ofOwnBranch: isOfOwnBranch },
  fields: {
    stairwell: one('Stairwell', 'stairwell'),
    grid: one(
      'Grid',
      (selection, grid) => sql`${grid.col('id')} = (select grid_id from stairwell where stairwell.id = ${selection.col('stairwell')})`,
    ),
    candidate: one(
      'Person',
      // Before they are chief nobody without a token is told who stands, also where another post of theirs is on public notice.
      (
        selection,
        person,
      ) => sql`${person.col('id')} = ${selection.col('candidate')} and (${selection.col('jurisdictionId')} = ${jurisdiction}
        or (${selection.col('state')} = 'APPOINTED' and ${isNamedTo(selection, person.col('id'))}))`,
      { follows: true },
    ),
    candidateName: value((selection) => internal(selection, sql`(select name from person where id = ${selection.col('candidate')})`)),
    statement: value((selection) => internal(selection, selection.col('statement'))),
    nominatedAt: column('createdAt'),
    recommendedByViewer: value(
      (selection) =>
        sql`exists (select from selection_recommendation r where r.selection_id = ${selection.col('id')} and r.person_id = ${viewerPerson})`,
    ),
    objections: connection('SelectionObjection', (selection, objection) => sql`${objection.col('selection')} = ${selection.col('id')}`),
    history,
    viewerActions: selectionFlow.viewerActions,
  },
  filters: {
    states: anyOf('state'),
    stairwellId: is('stairwell', 'Stairwell'),
    mine: holdsThat((selection) => sql`${selection.col('candidate')} = ${viewerPerson}`),
    within: within(),
  },
  orders: { NOMINATED_AT: { key: (selection) => selection.col('createdAt'), type: 'timestamptz' } },
  defaultOrder: { field: 'NOMINATED_AT', direction: 'DESC' },
  roots: { selection: lookup({ id: 'id' }), selections: list() },
};

const objections: NounReads = {
  noun: 'SelectionObjection',
  entity: SelectionObjection,
  visible: visibleSelectionObjections,
  fields: {
    selection: one('Selection', 'selection'),
    person: one('Person', 'person', { follows: true }),
    decidedBy: one('Person', 'decidedBy', { follows: true }),
    at: column('createdAt'),
  },
  orders: { AT: { key: (objection) => objection.col('createdAt'), type: 'timestamptz' } },
  defaultOrder: { field: 'AT', direction: 'ASC' },
};

export const selectionReads: readonly Reads[] = [
  selections,
  objections,
  { adds: 'Notification', fields: { selection: subject('Selection') } },
  {
    adds: 'Stairwell',
    fields: { selections: connection('Selection', (stairwell, selection) => sql`${selection.col('stairwell')} = ${stairwell.col('id')}`) },
  },
  {
    adds: 'Appointment',
    fields: { selection: one('Selection', (appointment, selection) => sql`${selection.col('appointment')} = ${appointment.col('id')}`) },
  },
];
