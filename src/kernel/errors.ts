import { type Bilingual, inLanguage, type Message, message, type Params } from './bilingual.js';
import { type NounName, nounLabel } from './ids.js';

/** The code a caller sees in a top-level error's extensions. */
export type FaultCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'BAD_USER_INPUT'
  | 'COST_LIMIT'
  | 'TIMEOUT'
  | 'CURSOR_EXPIRED'
  | 'CURSOR_INVALID'
  | 'SLOW_CONSUMER'
  | 'RATE_LIMITED'
  | 'DOCUMENT_ID_MISMATCH'
  | 'PERSISTED_DOCUMENT_NOT_FOUND'
  | 'PERSISTED_DOCUMENT_REQUIRED'
  | 'AT_CAPACITY'
  | 'UNAVAILABLE'
  | 'BAD_REQUEST'
  | 'OPERATION_RESOLUTION_FAILURE'
  | 'GRAPHQL_PARSE_FAILED'
  | 'GRAPHQL_VALIDATION_FAILED'
  | 'INTERNAL';

/** A refusal, in words for whoever asked. Nobody looks for where it comes from: it has no stack, for to write one takes longer than to refuse. */
export abstract class Told extends Error {
  constructor(readonly told: Message) {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(inLanguage(told, 'en'));
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** A refusal that ends the operation (or its root field). Its message is written for the caller; anything else that is thrown is a bug and stays hidden. */
export class Fault extends Told {
  constructor(
    readonly code: FaultCode,
    text: Bilingual,
    /** What a program needs to go on from here, told beside the code. */
    readonly details: Readonly<Record<string, unknown>> = {},
    /** What stands in the braces of the text. */
    params: Params = {},
  ) {
    super(message(text, params));
    this.name = 'Fault';
  }
}

/** An argument that cannot be right. */
export const badInput = (text: Bilingual, params: Params = {}): Fault => new Fault('BAD_USER_INPUT', text, {}, params);

/** More than one operation may ask for. */
export const tooCostly = (text: Bilingual, params: Params = {}): Fault => new Fault('COST_LIMIT', text, {}, params);

/** A bug. `id` is what the log has it under. */
export const internal = (id: string): Fault =>
  new Fault(
    'INTERNAL',
    'Something went wrong on our side. Please report it as {id}. 服务器内部错误，反馈时请注明编号 {id}。',
    { id },
    { id },
  );

/** PostgreSQL's class 22: a value that no column can hold, such as U+0000 in a text or a day before the calendar. A mistake of the caller. */
export const isUnstorable = (error: unknown): boolean => /^22[0-9A-Z]{3}$/.test(String((error as { code?: unknown } | null)?.code));

export const unstorable = (): Fault =>
  badInput(
    'A value cannot be stored: a text with the character U+0000, or a number or date out of range. 有值无法保存：文本中含有 U+0000 字符，或数字、日期超出范围。',
  );

/** PostgreSQL ended a statement that took longer than it may. */
export const isTimeout = (error: unknown): boolean => (error as { code?: unknown } | null)?.code === '57014';

/** While the database cannot serve. Whether a mutation was done is not always known: its last answer may be what got lost. */
export const unavailable = (): Fault =>
  new Fault(
    'UNAVAILABLE',
    'The database cannot serve this for the moment. Try again; give a mutation an idempotencyKey, so that it is done once. 数据库暂时无法响应。请重试；变更请带上 idempotencyKey，以免重复执行。',
  );

/** Throws FORBIDDEN unless the policy's sentence holds. Only for what the viewer can see: see {@link notFound}. */
export function demand(allowed: boolean, why: Bilingual, params: Params = {}): asserts allowed {
  if (!allowed) throw new Fault('FORBIDDEN', why, {}, params);
}

/** What cannot be seen answers exactly like what was never there. */
export const notFound = (...nouns: readonly NounName[]): Fault =>
  new Fault('NOT_FOUND', 'There is no such {noun}. 没有这样的{noun}。', {}, { noun: nounLabel(...nouns) });
