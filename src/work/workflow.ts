import type { EntitySchema } from '@mikro-orm/core';
import type { Viewer } from '../auth/viewer.js';
import type { NewEvent } from '../events/event.js';
import {
  type Bilingual,
  inLanguage,
  type Label,
  type Language,
  labelsOf,
  type Message,
  message,
  type Params,
  termLabel,
} from '../kernel/bilingual.js';
import { Fault } from '../kernel/errors.js';
import { aNoun, type NounName, nouns } from '../kernel/ids.js';
import { type ProblemCode, problem, Refused } from '../kernel/result.js';
import { type Asking, computed, type Expression, type FieldRead, type RowRef } from '../read/noun.js';
import { slot, sql } from '../read/sql.js';
import { CONFLICT, type Done, type Work } from './command.js';
import { demandVersion, type Finding, findSeen } from './find.js';
import { remember, type Subject } from './history.js';
import { type Checked, type Fields, type InputObject, input, lines, optionalLines, type Rule, versionOf } from './input.js';
import { factsFor, type PolicyFacts, policyFacts, policyFactsOf } from './policy-facts.js';
import type { Where } from './unit-of-work.js';
import { inputNameOf, type Payload, type Verb } from './verb.js';

/**
 * A noun with states is one table of verbs. From it follow the transition with its order of answers, the step in the history, the event, what a
 * viewer may do with a row now and why not the rest, and the mutations.
 */

/** Why not. FORBIDDEN is for who may never; a problem is for who may, but not now. */
export interface Refusal {
  readonly code: 'FORBIDDEN' | ProblemCode;
  readonly reason: Message;
}
export type Verdict = true | Refusal;

/** Who may take a step, asked by commands and by viewerActions alike. */
export type Sentence<Facts> = (viewer: Viewer, facts: Facts, now: Date) => Verdict;

export const forbidden = (reason: Bilingual): Refusal => ({ code: 'FORBIDDEN', reason: message(reason) });
export const notNow = (code: ProblemCode, reason: Bilingual, params?: Params): Refusal => ({ code, reason: message(reason, params) });

/** What a row has that moves through states. */
export interface Stateful extends Subject {
  readonly version: number;
  state: string;
  updatedAt: Date;
}

/** What a step is taken with. */
export interface Taking<Facts> {
  readonly work: Work;
  readonly now: Date;
  readonly facts: Facts;
  /** What every step takes, and what the noun's own history takes beside. */
  readonly given: Given;
}

/** May answer words for the history, such as what was there before. */
type Changed = void | string | Promise<void> | Promise<string> | Promise<string | undefined>;
type Change<Row, Facts> = (row: Row, taking: Taking<Facts>) => Changed;

export type Step<Row, State extends string, Facts, Event, Known = Facts> = StepOf<Row, State, Facts, Known> & Told<Event>;

/** What a history of the noun's own says of a step; the common history keeps its verb. */
type Told<Event> = [Event] extends [never] ? { readonly event?: never } : { readonly event: Event };

interface StepOf<Row, State extends string, Facts, Known> {
  /** The mutation's name, where it is not the step's with the noun's: dissolveTeam of a VolunteerTeam. */
  readonly as?: string;
  /** What the mutation does, in English and with its Chinese term. */
  readonly does: string;
  readonly from: readonly State[];
  readonly to: State;
  /** The state it leads to where that depends on the row, once it is changed; `to` stands for all that it may lead to, then. */
  readonly comesTo?: (row: Row) => State;
  readonly may: Sentence<Facts>;
  /** The row is locked before the sentence is asked: what others add to it while they hold the lock is among the facts. */
  readonly isLocked?: true;
  /** A reason has to be given: the history keeps it. */
  readonly isReasoned?: true;
  /** What it changes beside the state, where it takes nothing but id, version and note. A refusal undoes everything. */
  readonly change?: Change<Row, Known>;
  /** What it takes beside those, and what it changes with that: see {@link taking}. */
  readonly takes?: Takes<Row, Known>;
}

interface Takes<Row, Facts> {
  readonly fields: Fields;
  readonly rule?: Rule<never>;
  readonly change: (row: Row, input: never, taking: Taking<Facts>) => Changed;
}

/** Fields that a step takes, what it changes with them, and what is to hold of several of them together. */
export const taking = <const F extends Fields, Row, Facts>(
  fields: F,
  change: (row: Row, input: Checked<F>, taking: Taking<Facts>) => Changed,
  rule?: Rule<Checked<F>>,
): Takes<Row, Facts> => ({ fields, change, rule });

/** What a history is told of a step. */
export interface Taken<Row, Before, Event> {
  readonly row: Row;
  readonly before: Before;
  /** The mutation's name. */
  readonly verb: string;
  readonly event: Event;
  readonly note: string | null;
  readonly work: Work;
}

/** A history of a noun's own, in place of the common one. */
interface OwnHistory<Row, Before, Event, Facts> {
  /** What of a row is kept from before a step. */
  readonly before: (row: Row, taking: Pick<Taking<Facts>, 'work' | 'facts'>) => Before;
  /** What each step takes for it, beside the note. */
  readonly takes?: Fields;
  /** Writes the step, and leaves the event. The row has its new state. */
  readonly record: (taken: Taken<Row, Before, Event>, input: never) => void | Promise<void>;
}

interface Definition<Row extends Stateful, State extends string, Facts, More, Event, Before, Name extends string> {
  readonly noun: NounName;
  readonly entity: EntitySchema<Row>;
  /** The states and what they mean. */
  readonly states: Readonly<Record<State, string>>;
  readonly answers: Payload;
  /** What the sentences need to know of a row: viewerActions read all of it, a command what its sentence looks at. */
  readonly facts: PolicyFacts<Facts>;
  /** What steps and the history look at beside: not read for viewerActions. */
  readonly stepFacts?: PolicyFacts<More>;
  /** Left out: steps are kept in the common history (work/history). */
  readonly history?: OwnHistory<Row, Before, Event, NoInfer<Facts & More>>;
  /** The event of the noun's own topic that each step leaves; the row is as it was written. An own history leaves its events itself. */
  readonly emits?: (row: Row) => NewEvent;
  readonly steps: Readonly<Record<Name, Step<Row, NoInfer<State>, NoInfer<Facts>, NoInfer<Event>, NoInfer<Facts & More>>>>;
  /** Other verbs on the row, which leave its state as it is, by the mutation's name: viewerActions tells of them too. They ask by {@link Workflow.admit}. */
  readonly besides?: Readonly<Record<string, Sentence<NoInfer<Facts>>>>;
  /** Those of them that take a code instead of the id, from whoever knows it and does not see the row otherwise. */
  readonly byCode?: Readonly<Record<string, Sentence<NoInfer<Facts>>>>;
}

const commonHistory = (noun: NounName): OwnHistory<Stateful, string, never, unknown> => ({
  before: ({ state }) => state,
  record: ({ row, before, verb, note, work }) => remember(work, noun, row, { verb, from: before, note }),
});

/** What a viewer may do with a row. */
export interface ViewerAction {
  /** The mutation's name. */
  readonly verb: string;
  readonly allowed: boolean;
  readonly reason: string | null;
}

export interface Workflow<Row, Facts, Name extends string = string, State extends string = string, Event = unknown> {
  readonly noun: NounName;
  /** The table: from which states each step starts, where it leads, what a history of its own says of it. */
  readonly moves: Readonly<Record<Name, { readonly from: readonly State[]; readonly to: State } & Told<Event>>>;
  readonly verbs: readonly Verb[];
  /** The mutation of a step. */
  readonly mutationOf: (step: Name) => string;
  readonly actionsOn: (viewer: Viewer, facts: Facts, now: Date, language: Language) => readonly ViewerAction[];
  /** The command of a step that follows by itself, by the clock (jobs/) or from another verb: nobody is asked for rights. */
  readonly byItself: (step: Name, note: string) => (work: Work, row: { readonly id: string }) => Promise<Done>;
  /** The field viewerActions of the noun. */
  readonly viewerActions: FieldRead<never>;
  /** For the `may` of other verbs on the row: the row, where the viewer sees it and the sentence allows it. Answers in the order of steps. */
  readonly admit: (work: Work, sentence: Sentence<Facts>, which: Which<Row>) => Promise<Found<Row, Facts>>;
}

/** When the next change of a row is: now, but never before the one it follows, for it may have begun to wait before that was done. */
export const timeOfNext = (work: Work, { updatedAt }: Pick<Stateful, 'updatedAt'>): Date => notBefore(work.now(), updatedAt);

/** The later of two instants: what ends is not over before it began, also where the clock was put back meanwhile. */
export const notBefore = (now: Date, earliest: Date): Date => (now < earliest ? earliest : now);

const NOTE = optionalLines(1_000, 'For the history. 备注');
const REASON = lines(1_000, 'Why, for the history. 理由');

const WRONG_STATE = 'Not while it is {state}; possible from {from}. 当前状态为“{state}”，仅可在“{from}”时进行。';

/** Facts that come with a row for viewerActions: whether the viewer sees it by rights of their own, and which actions are asked for. */
interface Asked {
  readonly seen: boolean;
  readonly allowed: boolean | null;
}

export function workflow<
  Row extends Stateful,
  State extends string,
  Facts extends { readonly state: State },
  Name extends string,
  Event = never,
  Before = null,
  More = unknown,
>(definition: Definition<Row, State, Facts, More, Event, Before, Name>): Workflow<Row, Facts, Name, State, Event> {
  const { noun, entity, states, answers, facts, emits, besides = {}, byCode = {} } = definition;
  type Known = Facts & More;
  const known = policyFacts({ ...facts.expressions, ...definition.stepFacts?.expressions }) as PolicyFacts<Known>;
  const history = (definition.history ?? commonHistory(noun)) as OwnHistory<Row, unknown, Event, Known>;
  type OwnStep = Step<Row, State, Facts, Event, Known>;
  const steps = Object.entries(definition.steps) as [Name, OwnStep][];
  const mutationOf = (name: Name): string => definition.steps[name].as ?? `${name}${noun}`;
  const stateLabel = (state: State): Label => termLabel(states, state);
  const wrongState = ({ from }: OwnStep, state: State): Message =>
    message(WRONG_STATE, { state: stateLabel(state), from: labelsOf(from.map(stateLabel)) });

  /** The row, where the viewer sees it, and what the sentence says; FORBIDDEN where it may never be. */
  async function judge(work: Work, sentence: Sentence<Facts>, { id, isLocked, row: given }: Which<Row>) {
    // Together: whoever does not see the row is not told sooner. The facts are asked behind the row: of one that is locked they are those under the lock.
    const [row, told] = await Promise.all([given ?? findSeen(work, entity, id, { isLocked }), factsFor(work, noun, known, id, sentence)]);
    const now = timeOfNext(work, row);
    // The row as this unit of work loaded it decides, so that a change in between is found by its version.
    const found = Object.assign(told, { state: row.state as State });
    const verdict = sentence(work.viewer, found, now);
    if (verdict !== true && verdict.code === 'FORBIDDEN') throw new Fault('FORBIDDEN', verdict.reason.text, {}, verdict.reason.params);
    return { row, now, facts: found, verdict };
  }
  const demandVerdict = (verdict: Verdict, at = 'id'): void => {
    if (verdict !== true) throw new Refused([problem(verdict.code as ProblemCode, verdict.reason.text, at, verdict.reason.params)]);
  };

  /**
   * The one way a row moves: it is seen, or NOT_FOUND; the sentence allows it, or FORBIDDEN; nobody was faster, or CONFLICT; the table allows it, or
   * WRONG_STATE. Then state, history and event change together.
   */
  async function may(step: OwnStep, work: Work, { id, version }: Given): Promise<Found<Row, Known>> {
    const { verdict, ...found } = await judge(work, step.may, { id, isLocked: step.isLocked });
    const { row } = found;
    demandVersion(row, version);
    if (!step.from.includes(row.state as State)) {
      // Whoever changed it since this request came in was faster: that is a lost race, not a mistake of the caller.
      const { text, params } = wrongState(step, row.state as State);
      throw new Refused([row.updatedAt >= work.startedAt ? CONFLICT : problem('WRONG_STATE', text, 'id', params)]);
    }
    demandVerdict(verdict);
    return found;
  }

  async function admit(work: Work, sentence: Sentence<Facts>, { version, at, ...finding }: Which<Row>): Promise<Found<Row, Facts>> {
    const { verdict, ...found } = await judge(work, sentence, finding);
    demandVersion(found.row, version);
    demandVerdict(verdict, at);
    return found;
  }

  async function take(name: Name, step: OwnStep, work: Work, given: Given, { row, ...at }: Found<Row, Known>): Promise<Done> {
    const before = history.before(row, { work, facts: at.facts });
    const said = await (step.takes
      ? step.takes.change(row, given as never, { work, given, ...at })
      : step.change?.(row, { work, given, ...at }));
    row.state = step.comesTo?.(row) ?? step.to;
    row.updatedAt = at.now;
    const words = [given.reason, given.note, said].filter((part) => part != null);
    const note = words.length > 0 ? words.join('\n') : null;
    await history.record({ row, before, verb: mutationOf(name), event: step.event as Event, note, work }, given as never);
    if (emits) work.emit(() => emits(row));
    return { id: row.id };
  }

  const byItself: Workflow<Row, Facts, Name>['byItself'] =
    (name, note) =>
    async (work, { id }) => {
      const row = await work.em.findOneOrFail(entity, { id } as Where<Row>);
      const step = definition.steps[name];
      if (!step.from.includes(row.state as State)) throw new Error(`${mutationOf(name)} is due for ${noun} ${id}, which is ${row.state}.`);
      const told = { ...(await policyFactsOf(work, noun, known, id)), state: row.state as State };
      return take(name, step, work, { id, note }, { row, now: timeOfNext(work, row), facts: told });
    };

  const common = { ...versionOf(noun), note: NOTE, ...history.takes };
  /** Steps that take the same share an input type. */
  const plain = input(`${noun}TransitionInput`, `A step of ${aNoun(noun)}. ${nouns[noun].zh}流转`, common);
  const reasoned = input(
    `Reasoned${noun}TransitionInput`,
    `A step of ${aNoun(noun)} that needs a reason. ${nouns[noun].zh}流转（须说明理由）`,
    { ...common, reason: REASON },
  );
  const inputOf = (name: Name, { does, isReasoned, takes }: OwnStep): InputObject<never> => {
    if (!takes) return (isReasoned ? reasoned : plain) as InputObject<never>;
    const own = { ...common, ...(isReasoned ? { reason: REASON } : {}), ...takes.fields };
    return input(inputNameOf(mutationOf(name)), does, own, ...(takes.rule ? [takes.rule as never] : [])) as InputObject<never>;
  };

  const verbs = steps.map(
    ([name, step]): Verb => ({
      name: mutationOf(name),
      does: step.does,
      input: inputOf(name, step),
      answers,
      about: 'id',
      isOpen: false,
      may: (work: Work, given: Given) => may(step, work, given),
      command: (work: Work, given: Given, found: Found<Row, Known>) => take(name, step, work, given, found),
    }),
  );

  const reasonAgainst = (step: OwnStep, viewer: Viewer, known: Facts, now: Date): Message | null => {
    const verdict = step.may(viewer, known, now);
    if (verdict !== true) return verdict.reason;
    return step.from.includes(known.state) ? null : wrongState(step, known.state);
  };

  const reasonsAgainst = (viewer: Viewer, known: Facts, now: Date): readonly (readonly [verb: string, reason: Message | null])[] => [
    ...steps.map(([name, step]) => [mutationOf(name), reasonAgainst(step, viewer, known, now)] as const),
    ...Object.entries(besides).map(([verb, sentence]) => {
      const verdict = sentence(viewer, known, now);
      return [verb, verdict === true ? null : verdict.reason] as const;
    }),
  ];

  const told = (reasons: ReturnType<typeof reasonsAgainst>, language: Language): readonly ViewerAction[] =>
    reasons.map(([verb, reason]) => ({ verb, allowed: reason === null, reason: reason && inLanguage(reason, language) }));
  const actionsOn = (viewer: Viewer, known: Facts, now: Date, language: Language) => told(reasonsAgainst(viewer, known, now), language);

  const viewerActions = computed<Facts & Asked>(
    {
      ...facts.expressions,
      seen: (row: RowRef, { opens }: Asking) => opens(row),
      allowed: (_: RowRef, { args }: Asking) => sql`${slot('boolean', args.allowed!.read)}`,
    } as { readonly [K in keyof (Facts & Asked)]: Expression },
    (known, { viewer, now, language }) => {
      const actions = known.seen
        ? actionsOn(viewer, known, now, language)
        : told(
            reasonsAgainst(viewer, known, now).map(([verb]) => {
              const verdict = byCode[verb]?.(viewer, known, now) ?? forbidden(NOT_BY_CODE);
              return [verb, verdict === true ? null : verdict.reason] as const;
            }),
            language,
          );
      return known.allowed === null ? actions : actions.filter(({ allowed }) => allowed === known.allowed);
    },
  );

  return { noun, moves: definition.steps, verbs, mutationOf, actionsOn, byItself, viewerActions, admit };
}

const NOT_BY_CODE = 'Whoever knows the tracking code alone cannot do this. 仅凭查询码不能进行此操作。';

/** What every step takes; a reason where it asks for one. */
interface Given {
  readonly id: string;
  readonly version?: number | null;
  readonly note?: string | null;
  readonly reason?: string;
}

/** Which row a verb is about, and the field of its input that says so: `id` if left out. */
interface Which<Row> extends Finding {
  readonly id: string;
  readonly at?: string;
  /** The row itself, where it was found by a code: the viewer need not see it. */
  readonly row?: Row;
}

/** A row that a step may be taken with. */
export interface Found<Row, Facts> {
  readonly row: Row;
  readonly now: Date;
  readonly facts: Facts;
}
