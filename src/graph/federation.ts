import {
  type ConstDirectiveNode,
  type DocumentNode,
  extendSchema,
  type FieldDefinitionNode,
  type GraphQLSchema,
  type GraphQLUnionType,
  Kind,
  type ObjectTypeDefinitionNode,
  parse,
  print,
  visit,
} from 'graphql';
import { TYPE_KEY } from '../read/planning.js';
import { type Context, readRoot } from './context.js';

/** The graph as a part of a supergraph: what a composer takes, and what a router asks for besides. */

/** The highest version that all composers accept, and what of it the graph uses. */
const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@authenticated", "@cost", "@inaccessible", "@key", "@listSize", "@shareable", "@tag"])`;

/** Directives of federation that types and fields bear themselves; clients do not see them. */
const federationDirectives = new Set(['key', 'shareable', 'inaccessible']);

export const withoutFederation = (sdl: DocumentNode): DocumentNode =>
  visit(sdl, { Directive: (node) => (federationDirectives.has(node.name.value) ? null : undefined) });

const directive = (text: string): ConstDirectiveNode => {
  const [definition] = parse(`scalar X ${text}`, { noLocation: true }).definitions;
  return (definition as { directives: readonly ConstDirectiveNode[] }).directives[0]!;
};
const KEY = directive('@key(fields: "id")');
const AUTHENTICATED = directive('@authenticated');
/** A contract that leaves a tag out has none of these fields. */
const tags = { P2: directive('@tag(name: "personal")'), P3: directive('@tag(name: "sensitive-personal")') };

/**
 * The SDL that a composer takes. Whatever has an id of its own is an entity. What is only for those who have signed in says so: streams, and all mutations but
 * `open`. Personal data is tagged by its class, for contracts.
 */
export function subgraphOf(sdl: DocumentNode, open: ReadonlySet<string>): string {
  const definitions = sdl.definitions.filter(({ kind }) => kind !== Kind.SCHEMA_DEFINITION);
  const subgraph = visit({ ...sdl, definitions } as DocumentNode, {
    ObjectTypeDefinition: (type) => ({
      ...type,
      directives: isEntity(type) ? [KEY, ...type.directives!] : type.directives,
      fields: type.fields!.map((field) => withDirectives(field, type, open)),
    }),
  });
  return `${LINK}\n\n${print(subgraph)}\n`;
}

const isEntity = ({ interfaces = [] }: ObjectTypeDefinitionNode): boolean => interfaces.some(({ name }) => name.value === 'Node');

function withDirectives(field: FieldDefinitionNode, { name: { value: type } }: ObjectTypeDefinitionNode, open: ReadonlySet<string>) {
  const isForSignedIn = type === 'Subscription' || (type === 'Mutation' && !open.has(field.name.value));
  const tag = tags[sensitivityOf(field) as keyof typeof tags];
  const added = [...(isForSignedIn ? [AUTHENTICATED] : []), ...(tag ? [tag] : [])];
  return { ...field, directives: [...field.directives!, ...added] };
}

/** P2 and P3 are said at each field. */
function sensitivityOf({ directives = [] }: FieldDefinitionNode): string | undefined {
  const value = directives.find(({ name }) => name.value === 'sensitive')?.arguments?.[0]?.value;
  return value?.kind === Kind.ENUM ? value.value : undefined;
}

/**
 * The schema for routers: that of clients with `_service` and `_entities`. It is a schema of its own, so that nobody else can even ask for these fields.
 */
export function routerSchemaOf(schema: GraphQLSchema, sdl: DocumentNode, subgraph: string): GraphQLSchema {
  const entities = sdl.definitions.flatMap((type) =>
    type.kind === Kind.OBJECT_TYPE_DEFINITION && isEntity(type) ? [type.name.value] : [],
  );
  const extended = extendSchema(
    schema,
    parse(`
      """A reference to an entity: its __typename, and its id. 实体引用"""
      scalar _Any
      """Any entity. 实体"""
      union _Entity = ${entities.join(' | ')}
      """The subgraph. 子图"""
      type _Service {
        """What a composer takes. 子图定义"""
        sdl: String @maxLength(characters: ${subgraph.length})
      }
      extend type Query {
        """Up to 1,000 entities in the order of their references; null for what is not there. 按引用查询实体"""
        _entities("""Which. 引用""" representations: [_Any!]!): [_Entity]!
        """The subgraph's own schema. 子图"""
        _service: _Service!
      }
    `),
    { assumeValid: true },
  );
  const query = extended.getQueryType()!.getFields();
  query._entities!.resolve = (_source, _args, context: Context, info) => readRoot(context, info);
  query._service!.resolve = () => ({ sdl: subgraph });
  (extended.getType('_Entity') as GraphQLUnionType).resolveType = (row: { [TYPE_KEY]?: string }) => row[TYPE_KEY];
  return extended;
}
