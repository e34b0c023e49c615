import {
  type GraphQLInputField,
  type GraphQLInputType,
  getDirectiveValues,
  getNamedType,
  getNullableType,
  isInputObjectType,
  isListType,
  OperationTypeNode,
  type ValueNode,
  valueFromASTUntyped,
} from 'graphql';
import { badInput, tooCostly } from '../kernel/errors.js';
import { lengthOf } from '../kernel/text.js';
import { costDirective } from './directives.js';

/** Where a value stands: an argument, or a field of an input within one. */
interface Position {
  readonly name: string;
  readonly type: GraphQLInputType;
  /** As a caller knows it, for messages: filter.text. */
  readonly path: string;
}

/** Where a variable is used. */
export interface Use extends Position {
  readonly variable: string;
  /** How often it stands there: each is bound on its own. */
  readonly binds: number;
  /** For how many rows, in all of these places. */
  readonly times: number;
}

/** Characters of a text. */
const LONGEST_SEARCH = 100;
const LONGEST_CURSOR = 1_500;
const LONGEST_TEXT = 200;
/** Of a list of values. */
const MOST_VALUES = 100;
/** Of the references that a router brings at once, for all rows of what it has from elsewhere. */
const MOST_ENTITIES = 1_000;
/** All texts that an operation binds, in bytes: a mutation may bring as much as a request holds. */
const MOST_BOUND = 65_536;
const MOST_BOUND_OF_MUTATION = 1_048_576;
/** A condition of a filter is asked of the rows of a page. */
const CONDITION = 20;
/** Of all conditions: as much as a whole operation may cost. */
const MOST_WEIGHT = 500_000;

const isCursor = ({ name, type }: Position): boolean => name === 'after' || name === 'before' || getNamedType(type).name === 'Cursor';

/** The values that an operation binds: their length is limited, their use is priced. */
export class Bindings {
  weight = 0;
  readonly #uses = new Map<string, Use>();

  constructor(
    private readonly operation: OperationTypeNode,
    public bytes = 0,
  ) {}

  get uses(): readonly Use[] {
    return [...this.#uses.values()];
  }

  /** A value in the document, and the variables in it. */
  literal({ name, type }: { readonly name: string; readonly type: GraphQLInputType }, node: ValueNode, times: number): void {
    const position = { name, type, path: name, binds: 1, times };
    this.take(position, valueFromASTUntyped(node, variablesAsThemselves));
  }

  /** A value at its position. Throws BAD_USER_INPUT where it is too long, COST_LIMIT where all of them are. */
  take(at: Omit<Use, 'variable'>, value: unknown): void {
    if (value === null || value === undefined) return;
    if (value instanceof Variable) this.#use(at, value.name);
    else this.#value(at, value);
  }

  #value(at: Omit<Use, 'variable'>, value: unknown): void {
    const type = getNullableType(at.type);
    if (isListType(type)) {
      const values = Array.isArray(value) ? value : [value];
      const named = getNamedType(type);
      const max = named.name === '_Any' ? MOST_ENTITIES : MOST_VALUES;
      if (!isInputObjectType(named) && values.length > max && !this.#isMutation)
        throw badInput('{field} takes up to {max} values; these are {length}. {field} 最多 {max} 个值，现有 {length} 个。', {
          field: at.path,
          max,
          length: values.length,
        });
      for (const item of values) this.take({ ...at, type: type.ofType }, item);
    } else if (isInputObjectType(type)) {
      const fields = type.getFields();
      for (const [name, inner] of Object.entries(value as object)) {
        const field = fields[name];
        if (!field || inner === null || inner === undefined) continue;
        this.weight += at.times * weightOf(field);
        if (this.weight > MOST_WEIGHT) throw tooCostly('{field} has too many conditions. {field} 的条件过多。', { field: at.path });
        this.take({ ...at, name, type: field.type, path: `${at.path}.${name}` }, inner);
      }
    } else if (typeof value === 'string') this.#text(at, value);
  }

  get #isMutation(): boolean {
    return this.operation === OperationTypeNode.MUTATION;
  }

  /** What a mutation takes is limited by its command, which says so in userErrors. */
  #text(at: Omit<Use, 'variable'>, value: string): void {
    const longest = isCursor(at) ? LONGEST_CURSOR : at.name === 'text' ? LONGEST_SEARCH : LONGEST_TEXT;
    const length = !this.#isMutation && value.length > longest ? lengthOf(value) : 0;
    if (length > longest)
      throw badInput('{field} takes up to {max} characters; this has {length}. {field} 最多 {max} 个字符，现有 {length} 个。', {
        field: at.path,
        max: longest,
        length,
      });
    this.bytes += at.binds * Buffer.byteLength(value);
    const most = this.#isMutation ? MOST_BOUND_OF_MUTATION : MOST_BOUND;
    if (this.bytes > most)
      throw tooCostly('The operation binds more than {max} KiB of text. 操作携带的文本超过 {max} KiB。', { max: most / 1_024 });
  }

  #use({ name, type, path, binds, times }: Omit<Use, 'variable'>, variable: string): void {
    const key = `${variable} ${path} ${type}`;
    const same = this.#uses.get(key);
    this.#uses.set(key, { variable, name, type, path, binds: (same?.binds ?? 0) + binds, times: (same?.times ?? 0) + times });
  }
}

const weights = new WeakMap<GraphQLInputField, number>();

function weightOf(field: GraphQLInputField): number {
  const known = weights.get(field);
  if (known !== undefined) return known;
  const cost = field.astNode && getDirectiveValues(costDirective, field.astNode);
  const weight = Number(cost?.weight ?? CONDITION);
  weights.set(field, weight);
  return weight;
}

class Variable {
  constructor(readonly name: string) {}
}

/** Stands for the variables of a request that is not there yet. */
const variablesAsThemselves: Record<string, unknown> = new Proxy({}, { get: (_, name) => new Variable(String(name)) });
