import { type FieldNode, type GraphQLObjectType, getNamedType } from 'graphql';
import type { NounName } from '../kernel/ids.js';
import { type Plan, type PlanInput, planByIds, planning } from './plan.js';
import { shaper } from './select.js';
import { fieldsOf } from './selection.js';

/**
 * How items made in TypeScript, such as those of a stream, are told on a selection: their own fields as they are, the rows they refer to by one
 * statement for all of them. In the order of the selection.
 */
export type ItemPlan = readonly (readonly [key: string, how: ItemField])[];
export type ItemField =
  | { readonly kind: 'own'; readonly tell: (item: Readonly<Record<string, unknown>>) => unknown }
  | { readonly kind: 'row'; readonly name: string; readonly plan: Plan };

export function planItems(input: PlanInput, type: GraphQLObjectType, nodes: readonly FieldNode[]): ItemPlan {
  const plan = planning(input);
  return [...fieldsOf(plan, type, nodes)].map(([key, same]): readonly [string, ItemField] => {
    const { name } = same[0]!;
    if (name.value === '__typename') return [key, { kind: 'own', tell: () => type.name }];
    const field = type.getFields()[name.value]!;
    const noun = getNamedType(field.type).name as NounName;
    if (input.catalog.nouns.has(noun)) return [key, { kind: 'row', name: field.name, plan: planByIds(input, noun, same) }];
    const shape = shaper(plan, field.type, same);
    return [key, { kind: 'own', tell: (item) => shape(item[field.name] ?? null) }];
  });
}
