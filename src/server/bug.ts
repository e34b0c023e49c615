import { GraphQLError } from 'graphql';
import { outageOf, sqlWordsOf } from '../kernel/outage.js';

/**
 * A bug as the log says it: what kind and where, without the words of database and graphql-js, which repeat values and whole statements, and with them
 * personal data.
 */
export function describeBug(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return [`${error.name}: ${wordsOf(error)}`, ...frames].join('\n');
}

function wordsOf(error: Error): string {
  if (error instanceof GraphQLError) return 'graphql-js could not complete the answer';
  return sqlWordsOf(error) ?? error.message;
}

/** Errors of the settings: their message says what to do. */
const expected = ['ConfigError', 'KeyFault', 'EmbeddedError', 'SchemaTooNew', 'CannotListen', 'DatabaseUnfit', 'StoreFault'];

/**
 * Why the server did not start, in words for the operator; null for a bug, of which the stack is shown. It repeats the words of the system and of the
 * database: there are no requests yet.
 */
export function reasonOfStart(error: unknown): string | null {
  return error instanceof Error && expected.includes(error.name) ? error.message : refusalOf(error, 'Mulin cannot start');
}

/** One sentence where the machine or the database refused something, and with what did not work at its beginning; null for a bug. */
export function refusalOf(error: unknown, failed: string): string | null {
  for (let fault = error; fault instanceof Error; fault = fault.cause) {
    const { code, message } = fault as NodeJS.ErrnoException;
    const words = message.split('\n').at(-1)!.replace(/\.$/, '');
    const outage = outageOf(fault);
    if (outage) return `${failed}: the database: ${outage.reason}.`;
    if (code === '42501')
      return `${failed}: the user of the database lacks a right (${words}). Make it the owner of the tables and of the schema.`;
    if (sqlWordsOf(fault)) return `${failed}: the database refused a step (${words}).`;
    if (/^E[A-Z]+$/.test(String(code))) return `${failed}: ${words}.`;
  }
  return null;
}
