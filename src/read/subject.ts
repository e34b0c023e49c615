import { nounNames, nouns } from '../kernel/ids.js';
import type { RowRef } from './noun.js';
import { join, literal, type Sql, sql } from './sql.js';

/** The public id of the row of any noun that `subjectNoun` and `subjectId` name. */
export const subjectId = (row: RowRef): Sql => {
  const cases = nounNames.map((noun) => sql`when ${literal(noun)} then ${literal(`${nouns[noun].prefix}_`)}`);
  return sql`case ${row.col('subjectNoun')} ${join(cases, ' ')} end || encode(uuid_send(${row.col('subjectId')}), 'hex')`;
};
