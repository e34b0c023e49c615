import {
  DirectiveLocation,
  type DocumentNode,
  GraphQLDirective,
  GraphQLEnumType,
  GraphQLNonNull,
  type GraphQLSchema,
  getDirectiveValues,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { Directive } from 'type-graphql';

/** How sensitive what a field holds is, and with that how it is guarded. As the schema describes it to clients. */
export const sensitivities = {
  P0: 'Public: anybody may read it. 公开',
  P1: 'Internal: for who has to do with the row. 内部',
  P2: 'Personal: masked, or shown only where post or person give a reason; a masked text is neither filtered nor ordered by. 个人信息',
  P3: 'Sensitive: sealed in the database; in full for a purpose or for a named circle, and audited. 敏感个人信息',
} as const;
export type Sensitivity = keyof typeof sensitivities;

/**
 * The class of a field, declared where the field is, or of all fields of a type that has nothing personal in it: a type with P2 or P3 in it says it
 * of each field. A test holds that no field is without.
 */
export const Sensitive = (sensitivity: Sensitivity): PropertyDecorator & MethodDecorator & ClassDecorator =>
  Directive(`@sensitive(class: ${sensitivity})`) as never;

/** The directive's definition, for the schema. */
export const sensitiveDirective = new GraphQLDirective({
  name: 'sensitive',
  description: 'How sensitive what a field holds is; of a type, what all its fields hold that do not say otherwise. 敏感级别',
  locations: [DirectiveLocation.FIELD_DEFINITION, DirectiveLocation.OBJECT],
  args: {
    class: {
      description: 'The class. 级别',
      type: new GraphQLNonNull(
        new GraphQLEnumType({
          name: 'Sensitivity',
          description: 'How sensitive data is, and with that how it is guarded. 敏感级别',
          values: Object.fromEntries(Object.entries(sensitivities).map(([value, description]) => [value, { value, description }])),
        }),
      ),
    },
  },
});

/** The fields with personal data (P2, P3) that a valid document selects: `Incident.reporter`. */
export function personalFieldsOf(schema: GraphQLSchema, document: DocumentNode): readonly string[] {
  const info = new TypeInfo(schema);
  const found = new Set<string>();
  const classOf = (node: Parameters<typeof getDirectiveValues>[1] | null | undefined) =>
    node && getDirectiveValues(sensitiveDirective, node)?.class;
  visit(
    document,
    visitWithTypeInfo(info, {
      Field() {
        const [type, field] = [info.getParentType(), info.getFieldDef()];
        const sensitivity = classOf(field?.astNode) ?? classOf(type?.astNode);
        if (sensitivity === 'P2' || sensitivity === 'P3') found.add(`${type!.name}.${field!.name}`);
      },
    }),
  );
  return [...found];
}
