import {
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredArgument,
  isRequiredInputField,
  parse,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
} from 'graphql';

/** A document that somebody runs. */
export interface KnownDocument {
  /** Whose it is: a client, or a part of this repository. */
  readonly client: string;
  readonly name: string;
  readonly source: string;
}

/**
 * What of a new schema breaks documents that the released one allows: each with the document, its client and the coordinate. A change that no document
 * touches is none.
 */
export function breaksOf(released: GraphQLSchema, next: GraphQLSchema, documents: readonly KnownDocument[]): readonly string[] {
  return documents.flatMap(({ client, name, source }) => {
    const document = parse(source);
    if (validate(released, document).length > 0) return [];
    const found = new Set<string>();
    const compare = new Comparison(released, next, (coordinate, what) => found.add(`${coordinate} ${what}`));
    const types = new TypeInfo(released);
    visit(
      document,
      visitWithTypeInfo(types, {
        Field() {
          const [parent, field] = [types.getParentType(), types.getFieldDef()];
          if (parent && field && !field.name.startsWith('__')) compare.field(parent.name, field.name);
        },
        Argument() {
          const [parent, field, argument] = [types.getParentType(), types.getFieldDef(), types.getArgument()];
          if (parent && field && argument) compare.argument(parent.name, field.name, argument);
        },
        // Its arguments are none of the field that it stands at.
        Directive: () => false,
        ObjectField({ name }) {
          const parent = getNamedType(types.getParentInputType());
          if (isInputObjectType(parent)) compare.inputField(parent.name, name.value);
        },
        EnumValue({ value }) {
          const type = getNamedType(types.getInputType());
          if (isEnumType(type)) compare.enumValue(type.name, value);
        },
        VariableDefinition() {
          const type = getNamedType(types.getInputType());
          if (type) compare.input(type.name);
        },
        InlineFragment({ typeCondition }) {
          if (typeCondition) compare.type(typeCondition.name.value);
        },
        FragmentDefinition({ typeCondition }) {
          compare.type(typeCondition.name.value);
        },
      }),
    );
    // Whatever else makes it wrong, such as an argument that has to be there now.
    if (found.size === 0) for (const { message } of validate(next, document)) found.add(message);
    return [...found].map((what) => `${what}: ${client} runs it in ${name}.`);
  });
}

class Comparison {
  readonly #seen = new Set<string>();

  constructor(
    private readonly released: GraphQLSchema,
    private readonly next: GraphQLSchema,
    private readonly tell: (coordinate: string, what: string) => void,
  ) {}

  type(name: string): void {
    if (!this.next.getType(name)) this.tell(name, 'was removed');
  }

  field(type: string, name: string): void {
    const [before, after] = [this.#fieldOf(this.released, type, name), this.#fieldOf(this.next, type, name)];
    const at = `${type}.${name}`;
    if (!after) return void this.tell(at, 'was removed');
    if (!answersAs(after.type, before!.type)) this.tell(at, `was ${before!.type}, and is ${after.type}`);
    for (const argument of after.args)
      if (isRequiredArgument(argument) && !before!.args.some((known) => known.name === argument.name))
        this.tell(`${at}(${argument.name}:)`, 'has to be given now');
  }

  argument(type: string, field: string, { name, type: before }: GraphQLArgument): void {
    const after = this.#fieldOf(this.next, type, field)?.args.find((argument) => argument.name === name);
    const at = `${type}.${field}(${name}:)`;
    if (!after) return void this.tell(at, 'was removed');
    if (!takesAs(after.type, before)) this.tell(at, `was ${before}, and is ${after.type}`);
    this.input(getNamedType(before).name);
  }

  inputField(type: string, name: string): void {
    const [before, after] = [this.#inputFieldOf(this.released, type, name), this.#inputFieldOf(this.next, type, name)];
    if (!after) return void this.tell(`${type}.${name}`, 'was removed');
    if (before && !takesAs(after.type, before.type)) this.tell(`${type}.${name}`, `was ${before.type}, and is ${after.type}`);
  }

  enumValue(type: string, value: string): void {
    const after = this.next.getType(type);
    if (!isEnumType(after) || !after.getValue(value)) this.tell(`${type}.${value}`, 'was removed');
  }

  /** A type that comes in by a variable: clients may send all of it. */
  input(name: string): void {
    if (this.#seen.has(name)) return;
    this.#seen.add(name);
    const [before, after] = [this.released.getType(name), this.next.getType(name)];
    if (!after) return void this.tell(name, 'was removed');
    if (isEnumType(before)) for (const value of before.getValues()) this.enumValue(name, value.name);
    if (!isInputObjectType(before) || !isInputObjectType(after)) return;
    for (const field of Object.values(before.getFields())) {
      this.inputField(name, field.name);
      this.input(getNamedType(field.type).name);
    }
    for (const field of Object.values(after.getFields()))
      if (isRequiredInputField(field) && !before.getFields()[field.name]) this.tell(`${name}.${field.name}`, 'has to be given now');
  }

  #fieldOf(schema: GraphQLSchema, type: string, name: string) {
    const found = schema.getType(type);
    return found && 'getFields' in found && !isInputObjectType(found) ? found.getFields()[name] : undefined;
  }

  #inputFieldOf(schema: GraphQLSchema, type: string, name: string): GraphQLInputField | undefined {
    const found = schema.getType(type);
    return isInputObjectType(found) ? found.getFields()[name] : undefined;
  }
}

/** Whether what is answered now may stand where something else was answered: it may be promised more, never less. */
function answersAs(after: GraphQLOutputType, before: GraphQLOutputType): boolean {
  if (isNonNullType(before)) return isNonNullType(after) && answersAs(after.ofType, before.ofType);
  const inner = isNonNullType(after) ? after.ofType : after;
  if (isListType(before)) return isListType(inner) && answersAs(inner.ofType, before.ofType);
  return String(inner) === String(before);
}

/** Whether what was sent before is still taken. */
function takesAs(after: GraphQLInputType, before: GraphQLInputType): boolean {
  if (isNonNullType(after)) return isNonNullType(before) && takesAs(after.ofType, before.ofType);
  const inner = isNonNullType(before) ? before.ofType : before;
  if (isListType(after)) return isListType(inner) ? takesAs(after.ofType, inner.ofType) : takesAs(after.ofType, inner);
  return String(after) === String(inner);
}
