import { afterAll, beforeAll, expect, test } from 'vitest';
import { cellOf, open } from '../../../src/auth/cipher.js';
import { parseId, publicId } from '../../../src/kernel/ids.js';
import { keysOf, sealAnswer } from '../../../src/modules/ballots/secret.js';
import { type App, startApp } from '../../kit/app.js';
import { demoDatabase, type TestDatabase } from '../../kit/database.js';
import { newKeyFile, keysOf as readKeys } from '../../kit/keys.js';
import { logStatements, type StatementLog } from '../../read/statement-log.js';
import { anyQuorum, type Forum, openForum } from './forum.js';

/** Ballots of many voters: `VOTERS=3000` says how long thousands take. */

const VOTERS = Number(process.env.VOTERS ?? 300);
const SHAPE = { method: 'YES_NO_ABSTAIN', options: 2 } as const;

let app: App;
let database: TestDatabase;
let log: StatementLog;
let forum: Forum;
let keyFile: Awaited<ReturnType<typeof newKeyFile>>;
beforeAll(async () => {
  keyFile = await newKeyFile();
  database = await demoDatabase();
  log = await logStatements(database);
  app = await startApp({ database, keyFile: keyFile.where });
  forum = await openForum(app);
});
afterAll(async () => {
  expect(app.bugs).toEqual([]);
  await app.stop();
  await database.close();
});

/** A third against, every tenth abstains. */
const answerOf = (n: number) => ({ isAbstention: n % 10 === 9, choices: n % 10 === 9 ? [] : [n % 3 ? 1 : 2], scores: [] });
const votes = (voters: number, choice: number) =>
  Array.from({ length: voters }, (_, n) => answerOf(n)).filter(({ choices }) => choices[0] === choice).length;

/** An open ballot in which so many have voted. */
async function full(voters: number, { secret = false, byArea = false } = {}) {
  const { topic, ballot } = await forum.voting(await forum.body({ rules: anyQuorum }), {
    method: SHAPE.method,
    electorate: 'MEMBERS',
    secret,
  });
  const id = parseId(ballot)!.uuid;
  await database.query('delete from ballot_elector where ballot_id = $1', [id]);
  await database.query(
    `with elector as (
       insert into ballot_elector (id, jurisdiction_id, ballot_id, person_ids, area)
       select overlay(gen_random_uuid()::text placing right(b.id::text, 4) from 33)::uuid, b.jurisdiction_id, b.id, array[$2::uuid], $3 from ballot b, generate_series(1, $4) where b.id = $1
       returning id, jurisdiction_id, ballot_id),
     numbered as (select *, row_number() over (order by id) - 1 as n from elector)
     insert into ballot_vote (id, jurisdiction_id, ballot_id, elector_id, voter_id, is_abstention, choices, scores, at, receipt)
     select overlay(gen_random_uuid()::text placing right(ballot_id::text, 4) from 33)::uuid, jurisdiction_id, ballot_id, id, $2,
       case when not $5 then n % 10 = 9 end, case when $5 or n % 10 = 9 then '{}' when n % 3 > 0 then '{1}' else '{2}' end::int[], '{}', now(), case when $5 then n::text end
     from numbered`,
    [id, parseId(forum.people[0]!)!.uuid, byArea ? 9_000 : 0, voters, secret],
  );
  await database.query(`update ballot set electorate = $2, electorate_area = $3, weight = $4 where id = $1`, [
    id,
    voters,
    byArea ? 9_000 * voters : 0,
    byArea ? 'AREA_AND_HEADS' : 'ONE_PERSON',
  ]);
  if (secret) await seal(id, voters);
  return topic;
}

/** What so many sealed, as the server does it. */
async function seal(id: string, voters: number): Promise<void> {
  const [row] = await database.query<{ jurisdiction_id: string; secret_sealed: Buffer }>(
    'select jurisdiction_id, secret_sealed from ballot where id = $1',
    [id],
  );
  const cell = cellOf({ id, jurisdictionId: row!.jurisdiction_id }, 'ballot', 'secret_sealed');
  const keys = keysOf(Buffer.from(open(await readKeys(keyFile), cell, row!.secret_sealed), 'base64url'));
  const sealed = Array.from({ length: voters }, (_, n) => sealAnswer(keys, publicId('Ballot', id), SHAPE, answerOf(n)));
  const rows = sealed.map(({ receipt, content, signature }) => ({
    ...{ receipt, content: content.toString('base64url'), signature: signature.toString('base64url') },
  }));
  await database.query(
    `insert into sealed_ballot (id, jurisdiction_id, ballot_id, receipt, content, signature)
     select overlay(gen_random_uuid()::text placing right($1::text, 4) from 33)::uuid, $2, $1::uuid, receipt, content, signature
     from json_to_recordset($3) as sealed (receipt text, content text, signature text)`,
    [id, row!.jurisdiction_id, JSON.stringify(rows)],
  );
}

const RESULT = 'ballot { cast result tally { votes area } opening { total } sealedBallots { totalCount } }';

const kinds = { named: {}, 'by area and heads': { byArea: true }, secret: { secret: true } } as const;
test.each(Object.entries(kinds))(
  'a %s ballot of hundreds is closed by as many statements as one of a few',
  async (_, kind) => {
    const close = async (voters: number) => {
      const topic = await full(voters, kind);
      const began = performance.now();
      const { result, statements } = await log.during(() => forum.done(forum.chair, 'closeBallot', { id: topic }, RESULT));
      if (process.env.VOTERS) console.log(`${voters} voters, ${JSON.stringify(kind)}: ${Math.round(performance.now() - began)} ms`);
      const area = 'byArea' in kind ? 9_000 : 0;
      const tally = [1, 2].map((choice) => ({ votes: votes(voters, choice), area: area * votes(voters, choice) }));
      expect(result.ballot).toMatchObject({ cast: voters, result: 'ADOPTED', tally });
      return statements.length;
    };
    const [few, many] = [await close(10), await close(VOTERS)];
    // What was sealed is read a hundred at a time.
    expect(many - few).toBe('secret' in kind ? Math.floor(VOTERS / 100) : 0);
  },
  120_000,
);

test('others are answered while a secret ballot is opened', async () => {
  const topic = await full(VOTERS, { secret: true });
  let isClosed = false;
  let answers = 0;
  const ask = async () => {
    while (!isClosed) {
      await app.anonymous.data('{ organization(code: "000") { code } }');
      if (!isClosed) answers++;
    }
  };
  const asking = Array.from({ length: 8 }, ask);
  await forum.done(forum.chair, 'closeBallot', { id: topic });
  isClosed = true;
  await Promise.all(asking);
  expect(answers).toBeGreaterThan(10);
}, 120_000);
