import { registerEnumType } from 'type-graphql';

/** Registers a record of terms (value → meaning) as a GraphQL enum whose values carry their meaning as description. */
export function enumOf<Terms extends Readonly<Record<string, string>>>(
  name: string,
  description: string,
  terms: Terms,
): { [K in keyof Terms]: K } {
  const values = {} as { [K in keyof Terms]: K };
  const valuesConfig = {};
  configs.set(values, valuesConfig);
  registerEnumType(values, { name, description, valuesConfig });
  extendEnum(values, terms);
  return values;
}

/** Adds values to the enum of an earlier module, such as an order by what this one knows. */
export function extendEnum(values: object, terms: Readonly<Record<string, string>>): void {
  for (const [value, description] of Object.entries(terms)) {
    Object.assign(values, { [value]: value });
    configs.get(values)![value] = { description };
  }
}

/** What type-graphql was given of each enum; it reads this, and the values, when the schema is built. */
const configs = new WeakMap<object, Record<string, { readonly description: string }>>();
