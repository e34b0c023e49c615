import { registerEnumType } from 'type-graphql';

/** Registers a record of terms (value → meaning) as a GraphQL enum whose values carry their meaning as description. */
export function enumOf<Terms extends Readonly<Record<string, string>>>(
  name: string,
  description: string,
  terms: Terms,
): { [K in keyof Terms]: K } {
  const values = Object.fromEntries(Object.keys(terms).map((value) => [value, value])) as { [K in keyof Terms]: K };
  registerEnumType(values, {
    name,
    description,
    valuesConfig: Object.fromEntries(Object.entries(terms).map(([value, meaning]) => [value, { description: meaning }])) as never,
  });
  return values;
}
