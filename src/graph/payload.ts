import { Directive, Field, ObjectType } from 'type-graphql';
import { inLanguage, type Language } from '../kernel/bilingual.js';
import { type Problem, type ProblemCode, problemCodes } from '../kernel/result.js';
import { enumOf } from './enum.js';
import { AtMost, MaxLength } from './field.js';
import { Sensitive } from './sensitive.js';

const meanings: Readonly<Record<ProblemCode, string>> = {
  INVALID: 'The value cannot be right. 无效',
  REQUIRED: 'A value is missing. 必填',
  TOO_LONG: 'The value is too long. 过长',
  WRONG_STATE: 'Not in this state. 状态不符',
  CONFLICT: 'Somebody else was faster. 版本冲突',
  NOT_HOLDER: 'Another organisation has to act now. 非当前承办方',
  SELF_VERIFICATION: 'Nobody verifies their own work. 不得自查',
  SKIP_LEVEL: 'Levels cannot be skipped here. 不得越级',
  CYCLE: 'It would come to lie below itself. 循环隶属',
  NO_QUORUM: 'There is no quorum. 未达法定人数',
  BALLOT_CLOSED: 'The ballot is closed. 投票已截止',
  LIMIT_EXCEEDED: 'A limit is reached. 超出限额',
  IDEMPOTENCY_MISMATCH: 'The key was used for another request. 幂等键冲突',
  IN_FLIGHT: 'A request with this key is under way. 请求处理中',
};
const UserErrorCode = enumOf(
  'UserErrorCode',
  'Why a mutation was refused, for a caller who can mend it. 错误代码',
  Object.fromEntries(problemCodes.map((code) => [code, meanings[code]])),
);

@Directive('@shareable')
@Sensitive('P0')
@ObjectType('UserErrorParam', { description: 'A figure or word in the message of an error, for clients that write their own. 错误参数' })
export class UserErrorParam {
  @Field(() => String, { description: 'What it is: max. 名称' })
  name!: string;
  @MaxLength(500)
  @Field(() => String, { description: 'Its value: 200. 值' })
  value!: string;
}

@Directive('@shareable')
@Sensitive('P0')
@ObjectType('UserError', { description: 'Something the caller can mend. 业务错误' })
export class UserError {
  @Field(() => UserErrorCode, { description: 'What kind of error. 代码' })
  code!: ProblemCode;
  @MaxLength(500)
  @Field(() => String, { description: 'For people, in the language of Accept-Language, or of acceptLanguage in connection_init. 说明' })
  message!: string;
  @Field(() => [String], { description: 'Where in the input; empty when the whole input is meant. 位置' })
  path!: readonly string[];
  @AtMost(10)
  @Field(() => [UserErrorParam], { description: 'What the message tells beside its words. 参数' })
  params!: readonly UserErrorParam[];
}

/** Problems as a caller is told of them. */
export const userErrorsOf = (problems: readonly Problem[], language: Language): readonly UserError[] =>
  problems.map(({ code, message, path }) => ({
    code,
    message: inLanguage(message, language),
    path,
    params: Object.entries(message.params).map(([name, value]) => ({ name, value: typeof value === 'object' ? value.en : String(value) })),
  }));

export const MOST_USER_ERRORS = 50;

/** What every payload has. */
@ObjectType({ description: 'Result of a mutation. 结果' })
export abstract class Payload {
  @AtMost(MOST_USER_ERRORS)
  @Field(() => [UserError], { description: 'Why it was refused; empty when it was done. 业务错误' })
  userErrors!: readonly UserError[];
}
