import { dayOf } from '../kernel/clock.js';
import type { NounName } from '../kernel/ids.js';
import { remembered } from '../kernel/memo.js';
import { needsStatement } from '../read/needs.js';
import type { Expression } from '../read/noun.js';
import type { Run } from '../read/run-input.js';
import type { Work } from './command.js';

/** What sentences of a policy need to know of a row, as the expressions that reads go by. */
export interface PolicyFacts<Facts> {
  readonly expressions: { readonly [K in keyof Facts]: Expression };
  /** Never there: it carries the type. */
  readonly facts?: Facts;
}

export const policyFacts = <Facts>(expressions: { readonly [K in keyof Facts]: Expression }): PolicyFacts<Facts> => ({ expressions });

/** The facts of a row as it is now, unflushed changes aside; of one that is not there, undefined. `given`: what the facts ask of a run beside. */
export async function policyFactsOf<Facts>(
  work: Work,
  noun: NounName,
  { expressions }: PolicyFacts<Facts>,
  id: string,
  given?: Run['given'],
): Promise<Facts> {
  const { text, parameters } = needsStatement(work.em.getMetadata().getByClassName(noun), expressions, id, {
    viewer: work.viewer,
    today: dayOf(work.now()),
    given,
  });
  const [row] = await work.sql<{ needs: Facts }>(text, parameters);
  return row?.needs as Facts;
}

/** Which facts were looked at so far, and those as they are read; null where all are to be read the next time. */
interface Looked {
  readonly names: Set<string>;
  facts: PolicyFacts<unknown> | null;
}
/** By the facts, and the sentence: several nouns may share one. */
const looked = new WeakMap<object, WeakMap<object, Looked>>();

/** A sentence looked at a fact for the first time, which was not read: the command is to be run again, and is told all of them. */
export class FactNotRead extends Error {}

/**
 * The facts of a row for a sentence and the change that follows it. All are read the first time; afterwards only those that were looked at before: they take a
 * third of the time. Looking at another throws {@link FactNotRead}.
 */
export async function factsFor<Facts extends object>(
  work: Work,
  noun: NounName,
  facts: PolicyFacts<Facts>,
  id: string,
  sentence: object,
): Promise<Facts> {
  const bySentence = remembered(looked, facts, () => new WeakMap<object, Looked>());
  const known = remembered(bySentence, sentence, () => ({ names: new Set<string>(), facts: null }));
  const told: object | undefined = await policyFactsOf(work, noun, (known.facts ?? facts) as PolicyFacts<Facts>, id);
  const { expressions } = facts;
  const look = (names: readonly string[]): void => {
    if (!told) throw new Error(`There is no ${noun} ${id}.`);
    const isNew = names.some((name) => !known.names.has(name));
    for (const name of names) known.names.add(name);
    const isMissing = names.some((name) => !Object.hasOwn(told, name));
    if (isMissing) known.facts = null;
    else if (isNew || known.facts === null) known.facts = policyFacts(picked(expressions, known.names));
    if (isMissing) throw new FactNotRead(`Facts of ${noun}: ${names.join(', ')}`);
  };
  return new Proxy(told ?? {}, {
    get(target, name) {
      if (Object.hasOwn(expressions, name)) look([name as string]);
      return Reflect.get(target, name);
    },
    has(target, name) {
      if (Object.hasOwn(expressions, name)) look([name as string]);
      return Reflect.has(target, name);
    },
    ownKeys(target) {
      look(Object.keys(expressions));
      return Reflect.ownKeys(target);
    },
  }) as Facts;
}

const picked = (expressions: object, names: ReadonlySet<string>) =>
  Object.fromEntries(Object.entries(expressions).filter(([name]) => names.has(name)));
