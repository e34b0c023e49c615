import { GraphQLError } from 'graphql';
import pg from 'pg';
import { expect, test } from 'vitest';
import { Unsealable } from '../../src/auth/cipher.js';
import { describeBug } from '../../src/server/bug.js';

/** What the log says of a bug: enough to find it, and no value that was in somebody's row. */

const secret = '司徒金丝雀';
const database = (more: object) => Object.assign(new pg.DatabaseError(`duplicate key: ${secret}`, 1, 'error'), { detail: secret, ...more });

test.each([
  [
    'a database error',
    database({ code: '23505', table: 'person', constraint: 'person_id_number' }),
    'error: SQLSTATE 23505, table person, constraint person_id_number',
  ],
  [
    'one that an ORM put its statement before',
    Object.assign(new Error(`insert into person values ('${secret}') - failed`), { code: '23514' }),
    'Error: SQLSTATE 23514',
  ],
  ['an error of graphql-js', new GraphQLError(`Int cannot represent ${secret}`), 'GraphQLError: graphql-js could not complete the answer'],
  ['what is no error', { name: secret }, 'object'],
])('%s', (_what, error, line) => {
  const said = describeBug(error);
  expect(said.split('\n')[0]).toBe(line);
  expect(said).not.toContain(secret);
});

test('other errors keep their words, and all keep where they were thrown', () => {
  const cell = { jurisdictionId: 'j', table: 'person', column: 'id_number_sealed', rowId: 'r' };
  expect(describeBug(new Unsealable(cell, 'it was changed, or belongs elsewhere'))).toMatch(
    /^Unsealable: person\.id_number_sealed of r does not open: it was changed, or belongs elsewhere\.\n\s+at .*bug\.test/,
  );
  expect(describeBug(database({ code: '23505' }))).toMatch(/\n\s+at .*bug\.test/);
  expect(describeBug(Object.assign(new Error('connect failed'), { code: 'ECONNREFUSED' }))).toMatch(/^Error: connect failed\n/);
});
