import { finalStates, type IncidentChannel } from '../modules/incidents/incident.terms.js';
import { type Actors, actorsOf } from './actors.js';
import { assistanceOf } from './assistance.js';
import { rowMaker } from './base-row.js';
import { boxesOf } from './boundaries.js';
import type { Dataset } from './dataset.js';
import { extensionOf } from './extension.js';
import { type Answered, Feedback } from './feedback.js';
import { type Happening, take } from './history.js';
import { Inbox, type Standing } from './inbox.js';
import { lifecycles, notes, type Step, stateAfter, waits } from './lifecycles.js';
import { type Matter, matters, waterCut } from './matters.js';
import { replyTo } from './replies.js';
import { type Reporter, report, residentChannels, Serials, staffChannels } from './report.js';
import type * as Row from './rows.js';
import { Random } from './seeded.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** 2026-09-01, 00:00 in Shanghai. Every history ends before 2026-11-20. */
const FIRST_MIDNIGHT = Date.parse('2026-08-31T16:00:00.000Z');

/** The day before the demo's, in the morning. */
const SPLIT_AT = FIRST_MIDNIGHT + 79 * DAY + 9 * HOUR;

interface Planned {
  readonly steps: readonly Step[];
  readonly at: number;
  /** Of its own, and of that year's people; one of the matters by turns if left out. */
  readonly matter?: Matter;
}

/** What the sources tell of one incident. */
const told: Readonly<Record<string, readonly Planned[]>> = {
  '004': [{ steps: ['accept', 'forward', 'resolve', 'verify', 'close'], at: Date.parse('2021-07-14T00:20:00Z'), matter: waterCut }],
};

/** Days after the first on which an incident may be reported: what is settled by now is older, what is untouched is new. */
const reportedWithin = (steps: readonly Step[]): readonly [number, number] => {
  if (steps.includes('reopen')) return [0, 35];
  // What it is merged into is open.
  if (steps.includes('merge')) return [77, 78];
  if (finalStates.includes(stateAfter(steps))) return [0, 64];
  return steps.length > 1 ? [66, 70] : [75, 78];
};

const anonymousChannels: readonly IncidentChannel[] = ['QR_SCAN', 'HOTLINE', 'PHOTO'];

export interface Incidents {
  readonly incidents: readonly Row.IncidentRow[];
  readonly events: readonly Row.IncidentEventRow[];
  readonly satisfaction: readonly Row.SatisfactionRow[];
  readonly extensions: readonly Row.ExtensionRequestRow[];
  readonly participants: readonly Row.IncidentParticipantRow[];
  readonly notifications: readonly Row.NotificationRow[];
  /** How many serial numbers each day has used up. */
  readonly serials: ReadonlyMap<string, number>;
}

interface Whole {
  readonly incident: Row.IncidentRow;
  readonly grid: Row.GridRow;
  readonly actors: Actors;
  readonly record: (moment: number, happening: Happening, note: string | null) => void;
}

/** The incidents of a jurisdiction, oldest first, then what the sources tell of one; each with the history that its lifecycle leaves. */
export function incidentsOf(dataset: Dataset): Incidents {
  const random = new Random(`mulin/${dataset.jurisdiction.code}/incidents`);
  const base = rowMaker(dataset, random);
  const actorsIn = actorsOf(dataset);
  const boxes = boxesOf(dataset);
  const ledGrids = dataset.grids.filter((grid) => actorsIn(grid).leader !== null);
  const planned: readonly Planned[] = lifecycles
    .flatMap(([count, ...steps]) => Array.from({ length: count }, (): Planned => ({ steps, at: reportingTime(steps, random) })))
    .sort((a, b) => a.at - b.at)
    .concat(told[dataset.jurisdiction.code] ?? []);

  const incidents: Row.IncidentRow[] = [];
  const events: Row.IncidentEventRow[] = [];
  const extensions: Row.ExtensionRequestRow[] = [];
  const participants: Row.IncidentParticipantRow[] = [];
  const feedback = new Feedback(dataset);
  const inbox = new Inbox(dataset);
  const serials = new Serials(dataset.jurisdiction.code);
  /** Tells an incident's history, step by step. */
  const chronicleOf = (incident: Row.IncidentRow, actors: Actors) => {
    let standing: Standing | null = null;
    const keep = (event: Row.IncidentEventRow) => {
      events.push(event);
      inbox.tell(event, standing, incident, actors);
      standing = { ...incident };
    };
    const record = (moment: number, happening: Happening, note: string | null) =>
      keep({
        ...base(moment),
        incident_id: incident.id,
        ...happening,
        note,
        reply: replyTo(dataset, incident, happening),
        at: new Date(moment).toISOString(),
      });
    const answered = ({ id, at: moment, note, ...happening }: Answered) => {
      const made = new Date(moment).toISOString();
      const base = { jurisdiction_id: dataset.root.id, provenance: 'SYNTHETIC', created_at: made, updated_at: made, version: 1 } as const;
      keep({ id, ...base, incident_id: incident.id, ...happening, note, reply: null, at: made });
    };
    return { record, answered };
  };
  /** What is split into parts, later than all that is reported. */
  let whole: Whole | null = null;
  /** One part is open, and waited for; another one was called off. */
  const split = ({ incident, grid, actors, record }: Whole) => {
    const own = new Random(`mulin/${dataset.jurisdiction.code}/parts`);
    const baseOfPart = rowMaker(dataset, own);
    const reporter: Reporter = { person: null, organization: actors.community, channels: [incident.channel] };
    const same = { from_state: incident.state, to_state: incident.state, actor_id: actors.cadres[0]!, organization_id: actors.community };
    const told = (kind: 'SPLIT' | 'PART_ENDED', moment: number, part: Row.IncidentRow, parts: number) => {
      changed(incident, moment, { open_parts: incident.open_parts + parts });
      record(moment, { kind, ...same }, part.serial_number);
    };
    for (const [turn, required] of [true, false].entries()) {
      const at = SPLIT_AT + turn * HOUR;
      const numbered = { ...baseOfPart(at), serial_number: serials.next(at) };
      const part = report(dataset, boxes, numbered, grid, actors, matters[turn]!, () => reporter, own);
      Object.assign(part, { parent_id: incident.id, required, address: incident.address, location: incident.location });
      incidents.push(part);
      const ofPart = chronicleOf(part, actors);
      ofPart.record(at, { ...same, kind: 'REPORTED', from_state: null, to_state: 'REPORTED' }, null);
      told('SPLIT', at, part, Number(required));
      if (required) continue;
      for (const [n, step] of (['accept', 'cancel'] as const).entries()) {
        const moment = at + (n + 1) * 10 * MINUTE;
        ofPart.record(moment, take(step, part, actors, new Date(moment).toISOString(), {}), notes[step]);
      }
      told('PART_ENDED', at + 20 * MINUTE, part, 0);
    }
  };
  for (const [index, { steps, at, matter: own }] of planned.entries()) {
    // The first grid gets two in five, so that its personas have something to do.
    const grid = index % 5 < 2 ? dataset.grids[0]! : random.pick(steps.includes('dispatch') ? ledGrids : dataset.grids);
    const actors = own ? actorsOf(dataset, new Date(at).toISOString().slice(0, 10))(grid) : actorsIn(grid);
    const matter = own ?? matters[(index + dataset.jurisdiction.number * 7) % matters.length]!;
    const numbered = { ...base(at), serial_number: serials.next(at) };
    const incident = report(dataset, boxes, numbered, grid, actors, matter, () => reporterOf(actors, steps, random), random);
    incidents.push(incident);

    const { record, answered } = chronicleOf(incident, actors);
    record(
      at,
      {
        kind: 'REPORTED',
        from_state: null,
        to_state: 'REPORTED',
        actor_id: incident.reporter_id,
        organization_id: incident.reporting_organization_id,
      },
      null,
    );
    let moment = at;
    for (const step of steps) {
      moment = later(moment, waits[step], random);
      if (step === 'reopen') answered(feedback.unsolved(incident, moment - MINUTE, actors));
      const happening = take(step, incident, actors, new Date(moment).toISOString(), { others: incidents });
      record(moment, happening, step === 'resolve' ? matter.outcome : notes[step]);
    }
    if (extensions.length === 0 && incident.state === 'IN_PROGRESS' && incident.holder_id === actors.community) {
      const { request, told } = extensionOf(dataset, incident, moment, actors);
      extensions.push(request);
      for (const happening of told) answered(happening);
    } else if (incident.state === 'IN_PROGRESS' && incident.holder_id === actors.community) whole = { incident, grid, actors, record };
    if (participants.length === 0 && incident.state === 'ACCEPTED') {
      const { participants: assisting, told } = assistanceOf(dataset, incident, moment, actors);
      participants.push(...assisting);
      for (const { coHandlers, ...happening } of told) {
        changed(incident, happening.at, { co_handler_ids: coHandlers });
        answered(happening);
      }
    }
    const answer = incident.state === 'CLOSED' ? feedback.settled(incident, actors) : null;
    if (answer) answered(answer);
  }
  if (whole) split(whole);
  return { incidents, events, satisfaction: feedback.rows, extensions, participants, notifications: inbox.rows, serials: serials.used };
}

/** A step that leaves the state as it is. */
function changed(incident: Row.IncidentRow, moment: number, change: Partial<Row.IncidentRow>): void {
  Object.assign(incident, change, { version: incident.version + 1, updated_at: new Date(moment).toISOString() });
}

/** Six in ten are residents, three are grid workers, one gives no name. Only a resident withdraws or reopens. */
function reporterOf(actors: Actors, steps: readonly Step[], random: Random): Reporter {
  const lot = steps[0] === 'cancel' || steps.includes('reopen') ? 1 : random.between(1, 10);
  if (lot > 6 && lot < 10 && actors.workers.length > 0) {
    return { person: random.pick(actors.workers), organization: actors.community, channels: staffChannels };
  }
  if (lot === 10 || actors.residents.length === 0) return { person: null, organization: null, channels: anonymousChannels };
  return { person: random.pick(actors.residents), organization: null, channels: residentChannels };
}

function reportingTime(steps: readonly Step[], random: Random): number {
  const day = FIRST_MIDNIGHT + random.between(...reportedWithin(steps)) * DAY;
  return day + 7 * HOUR + random.between(0, 13 * 3600) * 1000;
}

/** So many minutes later; what would fall into the night waits for the morning. */
function later(at: number, [low, high]: readonly [number, number], random: Random): number {
  const then = at + random.between(low * 60, high * 60) * 1000;
  const sinceMidnight = (then - FIRST_MIDNIGHT) % DAY;
  if (sinceMidnight >= 8 * HOUR && sinceMidnight < 20 * HOUR) return then;
  const midnight = then - sinceMidnight + (sinceMidnight < 8 * HOUR ? 0 : DAY);
  return midnight + 8 * HOUR + random.between(0, 3600) * 1000;
}
