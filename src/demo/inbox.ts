import { toldOf } from '../modules/incidents/told.js';
import type { Actors } from './actors.js';
import { rowMaker } from './base-row.js';
import type { Dataset } from './dataset.js';
import type * as Row from './rows.js';
import { Random } from './seeded.js';

/** What is older was read. */
const UNREAD_FROM = '2026-11-10';

/** What of an incident decides whom its steps concern. */
export type Standing = Pick<Row.IncidentRow, 'state' | 'holder_id' | 'co_handler_ids' | 'assignee_id' | 'reporter_id'>;

/** The notifications that the demo's histories left. */
export class Inbox {
  readonly rows: Row.NotificationRow[] = [];
  readonly #base: (at: number) => Row.BaseRow;

  constructor(dataset: Dataset) {
    this.#base = rowMaker(dataset, new Random(`mulin/${dataset.jurisdiction.code}/inbox`));
  }

  tell(event: Row.IncidentEventRow, before: Standing | null, after: Standing, actors: Actors): void {
    const facts = ({ state, holder_id, co_handler_ids, assignee_id, reporter_id }: Standing) => ({
      coHandlers: co_handler_ids,
      ...{ state, holder: holder_id, assignee: assignee_id, reporter: reporter_id, recorder: null, supervision: 'NONE' as const },
    });
    const step = { kind: event.kind, byClock: false, before: before && facts(before), after: facts(after) };
    const staff = new Map([
      [actors.community, actors.cadres],
      [actors.company.id, [actors.company.manager]],
      [actors.street.id, [actors.street.officer]],
    ]);
    const told = new Set([event.actor_id]);
    for (const { kind, persons = [], workers = [], organization } of toldOf(step, {
      verifiers: after.state === 'RESOLVED' ? actors.cadres : [],
      passedBy: [],
      isReplied: false,
    }))
      for (const person of [...persons, ...workers, ...(staff.get(organization ?? '') ?? [])]) {
        if (person == null || told.has(person)) continue;
        told.add(person);
        this.rows.push({
          ...this.#base(Date.parse(event.at)),
          person_id: person,
          kind,
          subject_noun: 'Incident',
          subject_id: event.incident_id,
          step_id: event.id,
          at: event.at,
          read_at: event.at < UNREAD_FROM ? event.at : null,
        });
      }
  }
}
