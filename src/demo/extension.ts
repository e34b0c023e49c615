import type { Actors } from './actors.js';
import type { Dataset } from './dataset.js';
import type { Answered } from './feedback.js';
import type * as Row from './rows.js';
import { idMaker, Random } from './seeded.js';

const HOUR = 3_600_000;

/** The community asks for two working days more, and the street grants them: spare parts are on their way. */
export function extensionOf(
  dataset: Dataset,
  incident: Row.IncidentRow,
  after: number,
  actors: Actors,
): { readonly request: Row.ExtensionRequestRow; readonly told: readonly Answered[] } {
  const makeId = idMaker(dataset.jurisdiction.number, new Random(`mulin/${dataset.jurisdiction.code}/extension`));
  const [asked, granted] = [after + HOUR, after + 3 * HOUR];
  const instant = (moment: number) => new Date(moment).toISOString();
  const [cadre, reason, note] = [actors.cadres[0]!, '配件两天后到货，申请延期。', '同意延期。'];
  const step = { from_state: incident.state, to_state: incident.state };
  Object.assign(incident, { version: incident.version + 2, updated_at: instant(granted) });
  return {
    request: {
      id: makeId(asked),
      jurisdiction_id: dataset.root.id,
      provenance: 'SYNTHETIC',
      created_at: instant(asked),
      updated_at: instant(granted),
      version: 2,
      incident_id: incident.id,
      organization_id: incident.holder_id,
      minutes: 840,
      reason,
      state: 'GRANTED',
      requested_by_id: cadre,
      requested_at: instant(asked),
      lapses_at: null,
      decided_by_id: actors.street.officer,
      decided_at: instant(granted),
      note,
    },
    told: [
      {
        id: makeId(asked),
        at: asked,
        kind: 'EXTENSION_REQUESTED',
        ...step,
        actor_id: cadre,
        organization_id: actors.community,
        note: reason,
      },
      {
        id: makeId(granted),
        at: granted,
        kind: 'EXTENDED',
        ...step,
        actor_id: actors.street.officer,
        organization_id: actors.street.id,
        note,
      },
    ],
  };
}
