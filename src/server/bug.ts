import { GraphQLError } from 'graphql';

/**
 * A bug as the log says it: what kind and where, without the words of database and graphql-js, which repeat values and whole statements, and with them
 * personal data.
 */
export function describeBug(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return [`${error.name}: ${wordsOf(error)}`, ...frames].join('\n');
}

function wordsOf(error: Error & { code?: unknown; table?: unknown; constraint?: unknown; column?: unknown }): string {
  if (error instanceof GraphQLError) return 'graphql-js could not complete the answer';
  if (typeof error.code !== 'string' || !/^(?=.*\d)[0-9A-Z]{5}$/.test(error.code)) return error.message;
  const where = (['table', 'column', 'constraint'] as const).flatMap((part) =>
    typeof error[part] === 'string' ? [`${part} ${error[part]}`] : [],
  );
  return [`SQLSTATE ${error.code}`, ...where].join(', ');
}
