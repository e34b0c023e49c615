// First: type-graphql's decorators ask for it.
import 'reflect-metadata';
import type { ApolloServerPlugin } from '@apollo/server';
import { type GraphQLResolveInfo, isEnumType, Kind, type SelectionNode } from 'graphql';
import { Arg, Ctx, Field, Info, ObjectType, Query, Resolver } from 'type-graphql';
import { halvesOf, type Language } from '../kernel/bilingual.js';
import { badInput } from '../kernel/errors.js';
import type { Context } from './context.js';
import { AtMost } from './field.js';
import { Sensitive } from './sensitive.js';

@Sensitive('P0')
@ObjectType('EnumLabel', { description: 'A value of an enum, as people read it. 枚举值名称' })
class EnumLabel {
  @Field(() => String, { description: 'The value: IN_PROGRESS. 枚举值' })
  value!: string;
  @Field(() => String, { description: 'What it is called, in the language of Accept-Language. 名称' })
  label!: string;
}

/** Words of values that are not written in lower case. */
const ABBREVIATIONS = new Set(['API', 'ID', 'QQ', 'QR']);
const isAbbreviation = (word: string): boolean => ABBREVIATIONS.has(word) || /^[A-Z]+\d+$/.test(word);

/** The English label of a value: 'In progress' of IN_PROGRESS, 'Accept incident' of acceptIncident. */
function englishLabel(value: string): string {
  const words = value.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').split('_');
  const label = words.map((word) => (isAbbreviation(word) ? word : word.toLowerCase())).join(' ');
  return label.slice(0, 1).toUpperCase() + label.slice(1);
}

/** What a value of an enum is called in a language, by its description. */
export const labelOf = (value: string, description: string | null | undefined, language: Language): string =>
  language === 'en' ? englishLabel(value) : halvesOf(description ?? '').zh;

/** What the graph has of enums, for forms and tables: it is public, and the same for everybody. */
@Resolver()
export class EnumLabels {
  @AtMost(200)
  @Query(() => [EnumLabel], { description: 'The values of an enum with their labels, in the language of Accept-Language. 枚举值名称列表' })
  enumLabels(
    @Arg('enum', () => String, { description: 'The name of the enum: IncidentState. 枚举名' }) name: string,
    @Ctx() { language }: Context,
    @Info() { schema }: GraphQLResolveInfo,
  ): readonly EnumLabel[] {
    const type = schema.getType(name);
    if (!isEnumType(type) || name.startsWith('__'))
      throw badInput(
        '{field} takes the name of an enum of this graph, such as IncidentState. {field} 应为本系统的枚举名，例如 IncidentState。',
        {
          field: 'enum',
        },
      );
    return type.getValues().map(({ name: value, description }) => ({
      value,
      label: labelOf(value, description, language),
    }));
  }
}

const CACHED_SECONDS = 3_600;
const isLabels = (selection: SelectionNode): boolean => selection.kind === Kind.FIELD && selection.name.value === 'enumLabels';

/** Lets caches keep labels that were asked for by GET: no viewer's rights are in them. */
export const cachedLabels: ApolloServerPlugin<Context> = {
  requestDidStart: async () => ({
    async willSendResponse({ request, operation, errors, response }) {
      if (errors || request.http?.method !== 'GET' || !operation?.selectionSet.selections.every(isLabels)) return;
      response.http.headers.set('cache-control', `public, max-age=${CACHED_SECONDS}`);
    },
  }),
};
