import {
  type ASTNode,
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  type SelectionSetNode,
  validate,
  visit,
} from 'graphql';
import { dayOf } from '../../src/kernel/clock.js';
import type { Answer, Client } from '../kit/client.js';
import type { Naive } from './naive.js';
import { ANYTHING, isMark } from './naive-rules.js';
import type { Operation } from './operations.js';
import { viewerOf } from './viewer.js';

/** What cursors point to, learnt from answers: the naive interpreter says which row, the server says how it is written. */
export class Cursors {
  readonly #textOf = new Map<string, string>();
  readonly #markOf = new Map<string, string>();
  readonly #lists = new Map<string, string[]>();

  /** Null, or what is wrong: one row has one cursor in one order, and no other row has it. */
  learn(mark: string, text: string): string | null {
    const [knownText, knownMark] = [this.#textOf.get(mark) ?? text, this.#markOf.get(text) ?? mark];
    if (knownText !== text) return `the cursor of ${mark} was ${knownText} before and is ${text} now`;
    if (knownMark !== mark) return `the cursor ${text} was that of ${knownMark} before and is that of ${mark} now`;
    if (!this.#textOf.has(mark)) {
      const list = mark.split(' ').slice(1, 4).join(' ');
      this.#lists.set(list, [...(this.#lists.get(list) ?? []), text]);
    }
    this.#textOf.set(mark, text);
    this.#markOf.set(text, mark);
    return null;
  }

  rowBehind = (text: string): string => this.#markOf.get(text)!.split(' ').at(-1)!;

  /** All that are known of a noun in an order. */
  of(noun: string, order: string): readonly string[] {
    return this.#lists.get(`${noun} ${order}`) ?? [];
  }
}

/** Where two answers differ first, values and order of keys; null where they agree. Marks of the expected one are learnt, not compared. */
export function difference(actual: unknown, expected: unknown, cursors: Cursors, path = 'data'): string | null {
  if (isMark(expected)) {
    if (typeof actual !== 'string' || actual === '') return `${path}: ${JSON.stringify(actual)} where there should be a text`;
    const fault = expected === ANYTHING ? null : cursors.learn(expected, actual);
    return fault && `${path}: ${fault}`;
  }
  if (typeof actual !== 'object' || typeof expected !== 'object' || actual === null || expected === null) {
    return Object.is(actual, expected) ? null : `${path}: ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`;
  }
  const [keys, wanted] = [Object.keys(actual), Object.keys(expected)];
  if (Array.isArray(actual) !== Array.isArray(expected) || keys.join() !== wanted.join())
    return `${path}: keys ${keys.join()} instead of ${wanted.join()}`;
  for (const key of keys) {
    const found = difference((actual as never)[key], (expected as never)[key], cursors, `${path}.${key}`);
    if (found) return found;
  }
  return null;
}

export interface Ways {
  readonly schema: GraphQLSchema;
  readonly naive: Naive;
  readonly cursors: Cursors;
}

/** A root field that the reader does not answer makes the whole operation go the way of graphql-js. */
const SECOND = 'asksForTheSecondWay';

const withSecond = (document: DocumentNode): DocumentNode =>
  visit(document, {
    OperationDefinition: (node) => {
      const selections = [
        ...node.selectionSet.selections,
        ...(parse(`{ ${SECOND}: viewer { __typename } }`).definitions[0] as OperationDefinitionNode).selectionSet.selections,
      ];
      return { ...node, selectionSet: { ...node.selectionSet, selections } };
    },
  });

/** An answer in letters, without the moment of a rate: the same question is asked twice. */
const timeless = (answer: unknown): string => JSON.stringify(answer, (_, value) => (isJustNow(value) ? 'now' : value));
/** An instant at which something was reckoned, whatever its field was called. */
const isJustNow = (value: unknown): boolean =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) && Math.abs(Date.now() - Date.parse(value)) < 60_000;

const isRefusal = (errors: Answer<unknown>['errors']): boolean =>
  errors?.every(({ extensions }) => extensions?.code === 'BAD_USER_INPUT') ?? false;

/**
 * Asks one operation in three ways: passed through, by graphql-js over parsed rows, and of the naive interpreter. Null where all agree in values and
 * order of keys, else what differs. Where it may be refused (its variables are others than it was made with, null where null may not be, say), all
 * have to refuse it.
 */
export async function disagreement(
  { schema, naive, cursors }: Ways,
  who: string,
  client: Client,
  { text, variables }: Operation,
  mayBeRefused = false,
): Promise<string | null> {
  const document = parse(text, { noLocation: true });
  const faults = validate(schema, document);
  if (faults.length > 0) return `not valid: ${faults.map(({ message }) => message)}`;
  const first = await client.ask(text, variables);
  const now = new Date();
  const today = dayOf(now);
  const answerNaively = () =>
    naive.answer(document, variables, { viewer: viewerOf(naive.world, who, today), today, now, rowBehind: cursors.rowBehind });
  if (mayBeRefused && isRefusal(first.errors)) {
    const second = await client.ask(print(withSecond(document)), variables);
    return isRefusal(second.errors) && answerNaively().errors ? null : `only passed through, ${first.errors![0]!.message}`;
  }
  if (first.errors) return `passed through, ${first.errors[0]!.extensions?.code}: {${JSON.stringify(first.errors)}`;
  const second = await client.ask(print(withSecond(document)), variables);
  if (second.errors) return `graphql-js, ${second.errors[0]!.extensions?.code}: {${JSON.stringify(second.errors)}`;
  const { [SECOND]: _viewer, ...rows } = second.data;
  if (timeless(rows) !== timeless(first.data)) {
    return `passed through against graphql-js: ${difference(first.data, rows, cursors) ?? 'marks'}`;
  }
  const third = answerNaively();
  if (third.errors) return `naive: ${third.errors.map((error) => error.stack)}`;
  const found = difference(first.data, third.data, cursors);
  return found && `passed through against naive: ${found}`;
}

/** The smallest operation found by leaving parts out, one after another, that is still valid and still fails. Ends by count. */
export async function smallest(
  schema: GraphQLSchema,
  operation: Operation,
  fails: (operation: Operation) => Promise<boolean>,
): Promise<Operation> {
  let best = operation;
  let left = 400;
  for (let found = true; found && left > 0; ) {
    found = false;
    for (const smaller of reductions(best)) {
      if (left-- <= 0) break;
      if (!isValid(schema, smaller) || !(await fails(smaller).catch(() => false))) continue;
      best = smaller;
      found = true;
      break;
    }
  }
  return best;
}

function isValid(schema: GraphQLSchema, { text }: Operation): boolean {
  try {
    return validate(schema, parse(text)).length === 0;
  } catch {
    return false;
  }
}

/** The operation without one of its parts, for each part: large ones first. */
function* reductions({ text, variables }: Operation): Generator<Operation> {
  const document = parse(text, { noLocation: true });
  const parts: { node: ASTNode; size: number }[] = [];
  visit(document, {
    SelectionSet: ({ selections }: SelectionSetNode) => {
      if (selections.length > 1) for (const node of selections) parts.push({ node, size: print(node).length });
    },
    Field: (node: FieldNode) => {
      for (const part of [...(node.arguments ?? []), ...(node.directives ?? [])]) parts.push({ node: part, size: print(part).length });
    },
    Directive: (node) => {
      parts.push({ node, size: 1 });
    },
    ObjectField: (node) => {
      parts.push({ node, size: 1 });
    },
    InlineFragment: (node) => {
      parts.push({ node, size: 2 });
    },
  });
  for (const { node } of parts.sort((a, b) => b.size - a.size)) {
    const without = visit(document, { enter: (one) => (one === node ? null : undefined) });
    yield tidied(without, variables);
  }
  // A fragment's content in place of the fragment.
  for (const { node } of parts) {
    if (node.kind !== Kind.INLINE_FRAGMENT) continue;
    const opened = visit(document, {
      SelectionSet: (set) => {
        if (!set.selections.includes(node)) return undefined;
        return { ...set, selections: set.selections.flatMap((one) => (one === node ? node.selectionSet.selections : [one])) };
      },
    });
    yield tidied(opened, variables);
  }
}

/** Without the fragments and variables that nothing mentions any more. */
function tidied(document: DocumentNode, variables: Operation['variables']): Operation {
  let current = document;
  for (let before = -1; before !== current.definitions.length; ) {
    before = current.definitions.length;
    const spread = new Set<string>();
    visit(current, { FragmentSpread: ({ name }) => void spread.add(name.value) });
    current = {
      ...current,
      definitions: current.definitions.filter((one) => one.kind !== Kind.FRAGMENT_DEFINITION || spread.has(one.name.value)),
    };
  }
  const used = new Set<string>();
  visit(current, { VariableDefinition: () => false, Variable: ({ name }) => void used.add(name.value) });
  current = visit(current, { VariableDefinition: ({ variable }) => (used.has(variable.name.value) ? undefined : null) });
  return { text: print(current), variables: Object.fromEntries(Object.entries(variables).filter(([name]) => used.has(name))) };
}
