import { outsideKinds } from '../modules/incidents/incident.terms.js';
import type { ParticipantState } from '../modules/incidents/participant.terms.js';
import type { Actors } from './actors.js';
import type { Dataset } from './dataset.js';
import type { Answered } from './feedback.js';
import type * as Row from './rows.js';
import { idMaker, Random } from './seeded.js';

const BETWEEN = 10 * 60_000;
/** Nothing becomes due while the demo is looked at. */
const LATER = '2029-12-31T16:00:00.000Z';

/** Who assists, by turns: what each is asked, and how far it has come. Those that are not done come last. */
const asked: readonly (readonly [task: string, state: ParticipantState, answer: string | null])[] = [
  ['派人到现场测量并出具处置方案。', 'DONE', '已到场测量，方案已交社区。'],
  ['提供施工期间的围挡。', 'DECLINED', '近期围挡均已外借，无法提供。'],
  ['协助疏导车辆。', 'WITHDRAWN', '现场已不影响通行，无需协助。'],
  ['到场配合施工，做好安全提示。', 'ACCEPTED', null],
  ['核对地下管线走向。', 'ASKED', null],
];

/** A step of the history, and who assists after it. */
export interface Assisted extends Answered {
  readonly coHandlers: string[] | null;
}

/** The community asks the property company and outside bodies to assist; one is past its due time. */
export function assistanceOf(
  dataset: Dataset,
  incident: Row.IncidentRow,
  after: number,
  actors: Actors,
): { readonly participants: readonly Row.IncidentParticipantRow[]; readonly told: readonly Assisted[] } {
  const makeId = idMaker(dataset.jurisdiction.number, new Random(`mulin/${dataset.jurisdiction.code}/assistance`));
  const outside = dataset.organizations.filter(({ kind, status }) => status === 'ACTIVE' && outsideKinds.includes(kind));
  const partners = [...new Set([actors.company.id, actors.outside, ...outside.map(({ id }) => id)])].slice(0, asked.length);
  const cadre = actors.cadres[0]!;
  const answerer = (organization: string) => (organization === actors.company.id ? actors.company.manager : null);
  const participants: Row.IncidentParticipantRow[] = [];
  const told: Assisted[] = [];
  let assisting: string[] = [];
  let now = after;
  const tell = (kind: Answered['kind'], actor: string | null, organization: string, note: string | null) => {
    now += BETWEEN;
    const state = { from_state: incident.state, to_state: incident.state };
    const coHandlers = assisting.length > 0 ? assisting : null;
    told.push({ id: makeId(now), at: now, kind, ...state, actor_id: actor, organization_id: organization, note, coHandlers });
    return new Date(now).toISOString();
  };
  for (const [turn, [task, state, answer]] of asked.entries()) {
    const organization = partners[turn % partners.length]!;
    const { name } = dataset.organizations.find(({ id }) => id === organization)!;
    assisting = [...assisting, organization];
    const askedAt = tell('ASSISTANCE_ASKED', cadre, actors.community, `${name}：${task}`);
    if (state === 'DONE' || state === 'ACCEPTED') tell('ASSISTANCE_ACCEPTED', answerer(organization), organization, null);
    let due = LATER;
    if (state === 'ACCEPTED') due = tell('ASSISTANCE_OVERDUE', null, actors.community, null);
    const isOver = answer !== null;
    if (isOver) {
      assisting = assisting.filter((other) => other !== organization);
      const isWithdrawn = state === 'WITHDRAWN';
      tell(
        `ASSISTANCE_${state as 'DONE' | 'DECLINED' | 'WITHDRAWN'}`,
        isWithdrawn ? cadre : answerer(organization),
        isWithdrawn ? actors.community : organization,
        answer,
      );
    }
    participants.push({
      id: makeId(Date.parse(askedAt)),
      jurisdiction_id: dataset.root.id,
      provenance: 'SYNTHETIC',
      created_at: askedAt,
      updated_at: new Date(now).toISOString(),
      version: 1,
      incident_id: incident.id,
      organization_id: organization,
      task,
      due_at: due,
      state,
      asked_by_id: cadre,
      asked_at: askedAt,
      ended_at: isOver ? new Date(now).toISOString() : null,
      answer,
      alarm_at: state === 'ASKED' ? due : null,
    });
  }
  return { participants, told };
}
