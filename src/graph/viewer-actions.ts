import { ArgsType, Field, ObjectType, registerEnumType } from 'type-graphql';
import type { Verb } from '../work/verb.js';
import { AtMost, FieldWithArgs, stacked, Weighs } from './field.js';
import { Sensitive } from './sensitive.js';

/** The values of the enum Verb are known when all modules are loaded: see {@link fillVerbs}. */
export const VerbEnum: Record<string, string> = {};
const meanings: Record<string, { description: string }> = {};
registerEnumType(VerbEnum, { name: 'Verb', description: 'A mutation, by its name. 操作', valuesConfig: meanings });

/** To be called before the schema is built. */
export function fillVerbs(declared: readonly Verb[]): void {
  for (const { name, does } of declared) {
    VerbEnum[name] = name;
    meanings[name] = { description: does };
  }
}

@Sensitive('P1')
@ObjectType('ViewerAction', { description: 'Something the viewer may do now, or why not. 可执行操作' })
class ViewerActionType {
  @Field(() => VerbEnum, { description: "The mutation's name. 操作" })
  verb!: string;
  @Field(() => Boolean, { description: 'Whether it would be done. 是否允许' })
  allowed!: boolean;
  @Field(() => String, { nullable: true, description: 'Why not, in the language of the request; null when allowed. 原因' })
  reason!: string | null;
}

@ArgsType()
class ViewerActionsArgs {
  @Field(() => Boolean, { nullable: true, description: 'Only what is allowed, or only what is not. 是否允许' })
  allowed?: boolean | null;
}

/** The field viewerActions of a noun with states. */
export const ViewerActions = stacked(
  Weighs(50),
  Sensitive('P1'),
  AtMost(50),
  FieldWithArgs(
    () => [ViewerActionType],
    () => ViewerActionsArgs,
    { description: 'What the viewer may do with it now, and why not the rest; one entry a verb. 可执行操作' },
  ),
);
