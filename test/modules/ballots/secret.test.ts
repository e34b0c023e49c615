import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { blindIndex, cellOf, open } from '../../../src/auth/cipher.js';
import type { Persona } from '../../../src/demo/personas.js';
import { parseId } from '../../../src/kernel/ids.js';
import { type PublishedBallot, recount } from '../../../src/modules/ballots/recount.js';
import {
  type Answer,
  isValid,
  keysOf,
  lengthOf,
  newSecret,
  SealedSums,
  type Shape,
  sealAnswer,
  takenBy,
} from '../../../src/modules/ballots/secret.js';
import { type App, startApp } from '../../kit/app.js';
import { Client } from '../../kit/client.js';
import { demoDatabase, type TestDatabase } from '../../kit/database.js';
import { inDepth, testInDepth } from '../../kit/depth.js';
import { newKeyFile, keysOf as readKeys } from '../../kit/keys.js';
import { build, run, ServerProcess } from '../../kit/server-process.js';
import { done, outcomeOf } from '../deliberation/hall.js';
import { anyQuorum, type Forum, openForum } from './forum.js';

/** Secret ballots: the scheme by itself, and what is left of one in the database. */

const answerOf = ({ method, options }: Shape): fc.Arbitrary<Answer> => {
  const abstention = fc.constant({ isAbstention: true, choices: [], scores: [] });
  const position = fc.integer({ min: 1, max: options });
  const choosing = (least: number, most: number) =>
    fc.uniqueArray(position, { minLength: least, maxLength: most }).map((choices) => ({ isAbstention: false, choices, scores: [] }));
  const scoring = fc
    .array(fc.integer({ min: 0, max: 5 }), { minLength: options, maxLength: options })
    .map((scores) => ({ isAbstention: false, choices: [], scores }));
  return fc.oneof(abstention, method === 'SCORE' ? scoring : method === 'MULTIPLE' ? choosing(1, options) : choosing(1, 1));
};
const shapes = fc.oneof(
  fc.constant<Shape>({ method: 'YES_NO_ABSTAIN', options: 2 }),
  fc.record<Shape>({ method: fc.constantFrom('SINGLE', 'MULTIPLE', 'SCORE'), options: fc.integer({ min: 2, max: 4 }) }),
);

describe('the scheme', () => {
  test('adds up to what was answered, whatever it was, and all that is sealed is of one length', () => {
    const cases = shapes.chain((shape) => fc.tuple(fc.constant(shape), fc.array(answerOf(shape), { maxLength: 4 })));
    fc.assert(
      fc.property(cases, ([shape, answers]) => {
        const keys = keysOf(newSecret());
        const sums = new SealedSums(shape);
        for (const answer of answers) {
          const sealed = sealAnswer(keys, 'bal_1', shape, answer);
          expect(sealed.content).toHaveLength(lengthOf(shape));
          expect(takenBy(keys.verifying, 'bal_1')(sealed)).toBe(true);
          expect(isValid(keys.publicKey, 'bal_1', shape, sealed.content)).toBe(true);
          sums.add(sealed.content);
        }
        const opened = [...sums.open(keys, 'bal_1')];
        const given = (n: number) => answers.reduce((sum, { scores, choices }) => sum + (scores[n - 1] ?? Number(choices.includes(n))), 0);
        const abstained = answers.filter(({ isAbstention }) => isAbstention).length;
        expect(opened.map(({ total }) => total)).toEqual([...Array.from({ length: shape.options }, (_, n) => given(n + 1)), abstained]);
        expect(sums.isOpenedAs(keys.publicKey, 'bal_1', opened)).toBe(true);
        for (const by of [1, -1])
          expect(
            sums.isOpenedAs(
              keys.publicKey,
              'bal_1',
              opened.map((one, n) => ({ ...one, total: one.total + (n === 0 ? by : 0) })),
            ),
          ).toBe(false);
      }),
      { numRuns: inDepth(8, 4) },
    );
  });

  test('takes nothing that was altered, is of another ballot, or was put together of others', () => {
    const keys = keysOf(newSecret());
    const shape: Shape = { method: 'YES_NO_ABSTAIN', options: 2 };
    const [yes, no] = [1, 2].map((choice) => sealAnswer(keys, 'bal_1', shape, { isAbstention: false, choices: [choice], scores: [] }));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: lengthOf(shape) - 1 }), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const content = Buffer.from(yes!.content);
        content[at] = content[at]! ^ flip;
        expect(takenBy(keys.verifying, 'bal_1')({ ...yes!, content })).toBe(false);
        expect(isValid(keys.publicKey, 'bal_1', shape, content)).toBe(false);
      }),
      { numRuns: inDepth(6, 3) },
    );
    expect(takenBy(keys.verifying, 'bal_2')(yes!)).toBe(false);
    expect(isValid(keys.publicKey, 'bal_2', shape, yes!.content)).toBe(false);
    const half = yes!.content.length / 2;
    const joined = Buffer.concat([yes!.content.subarray(0, Math.floor(half)), no!.content.subarray(Math.floor(half))]);
    expect(isValid(keys.publicKey, 'bal_1', shape, joined)).toBe(false);
    expect(isValid(keys.publicKey, 'bal_1', shape, yes!.content.subarray(1))).toBe(false);
  });

  test('cannot seal two votes of one', () => {
    const keys = keysOf(newSecret());
    expect(() =>
      sealAnswer(keys, 'bal_1', { method: 'SINGLE', options: 3 }, { isAbstention: false, choices: [1, 2], scores: [] }),
    ).toThrow();
  });
});

const VOTERS = 40;
let app: App;
let database: TestDatabase;
let keyFile: Awaited<ReturnType<typeof newKeyFile>>;
let forum: Forum;
/** Who votes: the chair first. */
let voters: readonly Client[];
let people: readonly string[];
beforeAll(async () => {
  keyFile = await newKeyFile();
  database = await demoDatabase();
  app = await startApp({ database, keyFile: keyFile.where });
  forum = await openForum(app);
  const others = forum.neighbours.slice(0, VOTERS - 1);
  for (const [n, id] of others.entries())
    await database.query(
      `insert into account (id, jurisdiction_id, issuer, subject, person_id) select gen_random_uuid(), jurisdiction_id, 'mulin-demo', $1, id from person where id = $2`,
      [`voter-${n}@000`, parseId(id)!.uuid],
    );
  voters = [forum.chair, ...(await Promise.all(others.map((_, n) => app.as(`voter-${n}` as Persona))))];
  people = [forum.people[0]!, ...others];
}, 120_000);
afterAll(async () => {
  expect(app.bugs).toEqual([]);
  await app.stop();
  await database.close();
});

/** No pattern that a counter would guess, and the same in each run. */
const choiceOf = (n: number): 'YES' | 'NO' => (createHash('sha256').update(`choice ${n}`).digest()[0]! & 1 ? 'YES' : 'NO');
const CAST = 'votes(first: 1) { nodes { receipt isAbstention choices } }';

/** All vote, one after the other; answers their receipts. */
async function voteInOrder(ballot: string): Promise<string[]> {
  const receipts: string[] = [];
  for (const [n, voter] of voters.entries()) {
    const row = await done(voter, 'castVote', { id: ballot, answer: choiceOf(n), idempotencyKey: `vote ${ballot} ${n}` }, CAST);
    receipts.push(row.votes.nodes[0].receipt);
    expect(row.votes.nodes[0]).toMatchObject(row.votes.nodes[0].receipt ? { isAbstention: null, choices: [] } : { isAbstention: false });
  }
  return receipts;
}

const PUBLISHED = `query ($id: ID!, $after: String) { ballot(id: $id) { id secret method options electorate cast publicKey signingKey result
  tally { option votes } opening { label total proof } votes { totalCount }
  sealedBallots(first: 100, after: $after) { nodes { receipt content signature } pageInfo { hasNextPage endCursor } } } }`;
interface Published extends PublishedBallot {
  readonly opening: readonly { readonly label: string; readonly total: number; readonly proof: string }[];
}
async function published(id: string, client: Client): Promise<Published> {
  const { ballot } = await client.data(PUBLISHED, { id });
  return { ...ballot, sealedBallots: ballot.sealedBallots.nodes };
}

/** Tables that a vote leaves rows in. */
const tables = [
  'ballot_vote',
  'sealed_ballot',
  'ballot',
  'ballot_elector',
  'audit',
  'audit_link',
  'idempotency',
  'outbox',
  'event_log',
  'history',
];

/** What every transaction has left in the pages of these tables, dead rows included: by table, all bytes. */
async function traces(): Promise<Map<string, Map<string, Buffer>>> {
  await database.query('create extension if not exists pageinspect');
  const left = new Map<string, Map<string, Buffer>>();
  for (const table of tables) {
    const rows = await database.query<{ xmin: string; data: Buffer | null }>(
      `select t_xmin::text as xmin, t_data as data from pg_class c, generate_series(0, pg_relation_size(c.oid) / 8192 - 1) block,
         lateral heap_page_items(get_raw_page(c.relname, block::int)) where c.relname = $1 and t_xmin is not null order by block, lp`,
      [table],
    );
    for (const { xmin, data } of rows) {
      const own = left.get(xmin) ?? new Map<string, Buffer>();
      left.set(xmin, own.set(table, Buffer.concat([own.get(table) ?? Buffer.alloc(0), data ?? Buffer.alloc(0)])));
    }
  }
  return left;
}

/**
 * Whoever knows how the first half of the voters voted looks for a bit anywhere in the traces of their transactions that tells it, takes the one that tells it best, and
 * guesses the other half. Answers how many of these are right.
 */
function attack(evidence: readonly ReadonlyMap<string, Buffer>[]): number {
  const half = evidence.length / 2;
  const truth = evidence.map((_, n) => choiceOf(n) === 'YES');
  let best = { right: -1, guess: (_: number): boolean => true };
  for (const table of tables) {
    const bytes = evidence.map((one) => one.get(table) ?? Buffer.alloc(0));
    const length = Math.max(...bytes.map((one) => one.length));
    for (let at = 0; at < length; at++)
      for (const isFromEnd of [false, true])
        for (let bit = 0; bit < 8; bit++) {
          const at_ = (one: Buffer) => one[isFromEnd ? one.length - 1 - at : at] ?? 0;
          const isSet = bytes.map((one) => ((at_(one) >> bit) & 1) === 1);
          const right = isSet.slice(0, half).filter((one, n) => one === truth[n]).length;
          for (const [score, isFlipped] of [
            [right, false],
            [half - right, true],
          ] as const)
            if (score > best.right) best = { right: score, guess: (n) => isSet[n] !== isFlipped };
        }
  }
  return truth.filter((one, n) => n >= half && best.guess(n) === one).length;
}

/** The evidence of each vote, in the order of casting. */
async function evidenceOf(ballot: string): Promise<ReadonlyMap<string, Buffer>[]> {
  const cast = await database.query<{ xmin: string }>(
    `select xmin::text from audit where action = 'castVote' and subject_id = $1 order by at, id`,
    [parseId(ballot)!.uuid],
  );
  expect(cast).toHaveLength(VOTERS);
  const left = await traces();
  return cast.map(({ xmin }) => left.get(xmin)!);
}

/** Of the votes that an attacker guesses right by trying both answers: whose idempotency key has such a fingerprint, by the usual hashes, or by the one with the key. */
async function fingerprintsFound(ballot: string): Promise<{ byHash: number; byKey: number }> {
  const kept = new Set(
    (await database.query<{ fingerprint: string }>('select fingerprint from idempotency')).map(({ fingerprint }) => fingerprint),
  );
  const keyring = await readKeys(keyFile);
  const jurisdiction = (await database.query<{ id: string }>(`select id from organization where code = '000'`))[0]!.id;
  // As the server reads the input, with the key before or after the fields.
  const guesses = voters.flatMap((_, n) =>
    (['YES', 'NO'] as const).flatMap((answer) => {
      const fields = { id: parseId(ballot)!.uuid, answer, choices: null, scores: null, abstain: null, onBehalfOf: null };
      const key = { idempotencyKey: `vote ${ballot} ${n}` };
      return [
        { ...fields, ...key },
        { ...key, ...fields },
      ].map((input) => `castVote ${JSON.stringify(input)}`);
    }),
  );
  const hashes = ['sha256', 'sha1', 'md5', 'sha512'];
  const found = (of: (guess: string) => readonly string[]) => guesses.filter((guess) => of(guess).some((one) => kept.has(one))).length;
  return {
    byHash: found((guess) => hashes.map((hash) => createHash(hash).update(guess).digest('hex')).flatMap((one) => [one, one.slice(0, 32)])),
    byKey: found((guess) => [blindIndex(keyring, jurisdiction, 'idempotency', guess).toString('hex')]),
  };
}

/** Whether a secret stands in clear in a file that the database has written since. */
async function isWritten(secret: Buffer, sinceWal: string): Promise<boolean> {
  const wal = await database.query<{ data: Buffer }>(
    `select pg_read_binary_file('pg_wal/' || name) as data from pg_ls_waldir() where name ~ '^[0-9A-F]{24}$' and name >= pg_walfile_name($1::pg_lsn)
       and name <= pg_walfile_name(pg_current_wal_lsn())`,
    [sinceWal],
  );
  const heap = await database.query<{ data: Buffer }>(
    `select pg_read_binary_file(pg_relation_filepath(oid)) as data from pg_class where relkind in ('r', 't', 'i') and pg_relation_size(oid) between 1 and 100000000 and relname = any($1)`,
    [tables],
  );
  expect(wal.length).toBeGreaterThan(0);
  const forms = [secret, ...(['hex', 'base64', 'base64url'] as const).map((form) => Buffer.from(secret.toString(form)))];
  return [...wal, ...heap].some(({ data }) => forms.some((form) => data.includes(form)));
}

describe('a secret ballot of forty, cast in a known order', () => {
  test('tells nothing to who reads everything but the key file and the memory, before and after the close', async () => {
    const body = await forum.body({ rules: anyQuorum }, people);
    // The attack is a good one: it finds who voted how where votes have names.
    const named = await forum.voting(body);
    await voteInOrder(named.ballot);
    expect(attack(await evidenceOf(named.ballot))).toBe(VOTERS / 2);
    expect(await outcomeOf(forum.chair, 'closeBallot', { id: named.topic })).toBe('DONE');

    const [{ lsn }] = (await database.query<{ lsn: string }>('select pg_current_wal_lsn()::text as lsn')) as [{ lsn: string }];
    const { topic, ballot } = await forum.voting(body, { method: 'YES_NO_ABSTAIN', secret: true });
    const receipts = await voteInOrder(ballot);
    expect(new Set(receipts).size).toBe(VOTERS);
    const uuid = parseId(ballot)!.uuid;
    const [row] = await database.query<{ jurisdiction_id: string; secret_sealed: Buffer }>('select * from ballot where id = $1', [uuid]);
    const cell = cellOf({ id: uuid, jurisdictionId: row!.jurisdiction_id }, 'ballot', 'secret_sealed');
    const secret = Buffer.from(open(await readKeys(keyFile), cell, row!.secret_sealed), 'base64url');

    // Of twenty guesses at random, seventeen are right once in a thousand times.
    const evidence = await evidenceOf(ballot);
    expect(attack(evidence)).toBeLessThan(17);
    // Whoever has the key file finds all of them: the guesses are the right ones.
    expect(await fingerprintsFound(ballot)).toEqual({ byHash: 0, byKey: VOTERS });
    expect(await published(ballot, forum.cadre)).toMatchObject({ secret: true, cast: VOTERS, tally: null, opening: null });

    expect(await outcomeOf(forum.chair, 'closeBallot', { id: topic })).toBe('DONE');
    expect(attack(await evidenceOf(ballot))).toBeLessThan(17);
    expect(await isWritten(secret, lsn)).toBe(false);
    const [left] = await database.query<{ keys: number; receipts: number; ordered: boolean }>(
      `select (select count(secret_sealed)::int from ballot where id = $1) as keys, (select count(receipt)::int from ballot_vote where ballot_id = $1) as receipts,
         (select array_agg(receipt order by ctid) = array_agg(receipt order by receipt) from sealed_ballot where ballot_id = $1) as ordered`,
      [uuid],
    );
    expect(left).toEqual({ keys: 0, receipts: 0, ordered: true });

    const closed = await published(ballot, await app.as('dispatcher'));
    const yes = voters.filter((_, n) => choiceOf(n) === 'YES').length;
    expect(closed).toMatchObject({
      tally: [
        { option: 'YES', votes: yes },
        { option: 'NO', votes: VOTERS - yes },
      ],
      // Who took part is for themselves alone.
      votes: { totalCount: 0 },
    });
    expect(recount(closed)).toEqual({ totals: [yes, VOTERS - yes, 0], faults: [] });
    expect(closed.sealedBallots.map(({ receipt }) => receipt)).toEqual([...receipts].sort());
  }, 240_000);

  test('is counted again by anybody, who finds what was stuffed, dropped or altered', async () => {
    const { topic, ballot } = await forum.voting(await forum.body({ rules: anyQuorum }), {
      method: 'MULTIPLE',
      options: ['甲', '乙', '丙'],
      secret: true,
    });
    for (const [n, choices] of [[1], [1, 2], [2, 3]].entries()) await done(forum.members[n]!, 'castVote', { id: ballot, choices });
    await done(forum.members[3]!, 'castVote', { id: ballot, abstain: true });
    await done(forum.chair, 'closeBallot', { id: topic });
    const right = await published(ballot, forum.cadre);
    expect(right.opening.map(({ label, total }) => [label, total])).toEqual([
      ['甲', 2],
      ['乙', 2],
      ['丙', 1],
      ['ABSTAIN', 1],
    ]);
    expect(recount(right)).toEqual({ totals: [2, 2, 1, 1], faults: [] });
    const uuid = parseId(ballot)!.uuid;
    const first = right.sealedBallots[0]!;
    const altered = `${first.content[0] === 'B' ? 'C' : 'B'}${first.content.slice(1)}`;
    const other = { ...right.sealedBallots[1]!, receipt: first.receipt.split('').reverse().join('') };
    const changes: readonly (readonly [string, unknown[]])[] = [
      ['delete from sealed_ballot where ballot_id = $1 and receipt = $2', [first.receipt]],
      ['update sealed_ballot set content = $3 where ballot_id = $1 and receipt = $2', [first.receipt, altered]],
      [
        'update sealed_ballot set content = $3, signature = $4 where ballot_id = $1 and receipt = $2',
        [first.receipt, other.content, other.signature],
      ],
      [
        'insert into sealed_ballot select gen_random_uuid(), jurisdiction_id, ballot_id, $3, content, signature from sealed_ballot where ballot_id = $1 and receipt = $2',
        [first.receipt, other.receipt],
      ],
      ['update ballot set totals = array[1, 3, 1, 1] where id = $1', []],
      ['update ballot set totals = array[3, 2, 1, 1] where id = $1', []],
      ['delete from ballot_vote where id = (select id from ballot_vote where ballot_id = $1 limit 1)', []],
    ];
    const keep = async () => ({
      sealed: await database.query('select * from sealed_ballot where ballot_id = $1', [uuid]),
      votes: await database.query('select * from ballot_vote where ballot_id = $1', [uuid]),
      totals: (await database.query<{ totals: number[] }>('select totals from ballot where id = $1', [uuid]))[0]!.totals,
    });
    const { sealed, votes, totals } = await keep();
    for (const [sql, values] of changes) {
      await database.query(sql, [uuid, ...values]);
      expect(recount(await published(ballot, forum.cadre)).faults, sql).not.toEqual([]);
      await database.query('delete from sealed_ballot where ballot_id = $1', [uuid]);
      await database.query('delete from ballot_vote where ballot_id = $1', [uuid]);
      await database.query('update ballot set totals = $2 where id = $1', [uuid, totals]);
      await database.query('insert into sealed_ballot select * from json_populate_recordset(null::sealed_ballot, $1)', [
        JSON.stringify(sealed),
      ]);
      await database.query('insert into ballot_vote select * from json_populate_recordset(null::ballot_vote, $1)', [JSON.stringify(votes)]);
    }
    expect(recount(await published(ballot, forum.cadre)).faults).toEqual([]);

    await build();
    const command = async (...more: string[]) =>
      run(process.execPath, ['dist/src/cli.js', 'recount', '--ballot', ballot, '--url', `${app.url}/graphql`, ...more], {
        env: { ...process.env, MULIN_TOKEN: await app.tokenOf('resident') },
      }).then(
        ({ stdout }) => stdout,
        ({ stderr }) => stderr as string,
      );
    expect(await command('--receipt', first.receipt)).toBe('甲: 2\n乙: 2\n丙: 1\nABSTAIN: 1\n4 ballots, counted right.\n');
    expect(await command('--receipt', other.receipt)).toContain('is not in it.');
    await database.query('delete from sealed_ballot where ballot_id = $1 and receipt = $2', [uuid, first.receipt]);
    expect(await command()).toContain('There are 3 ballots of 4 who took part.');
  }, 120_000);

  test('is refused where floor area counts, and is never counted before it is closed', async () => {
    const { topic } = await forum.before(await forum.body({ rules: anyQuorum }));
    const opening = (input: object) =>
      outcomeOf(forum.chair, 'openBallot', { id: topic, method: 'YES_NO_ABSTAIN', secret: true, ...input });
    expect(await opening({ electorate: 'OWNERS', matter: 'ITEM_4' })).toBe('INVALID');
    expect(await opening({ hideUntilClosed: false })).toBe('INVALID');
    expect(await opening({ electorate: 'HOUSEHOLDS' })).toBe('DONE');
  });

  test('takes one vote from each under any race, none after the close, and repeats an answer by its key', async () => {
    const { topic, ballot } = await forum.voting(await forum.body({ rules: anyQuorum }), {
      method: 'SCORE',
      options: ['甲', '乙'],
      secret: true,
    });
    const repeated = await Promise.all(
      Array.from({ length: 4 }, (_, n) => outcomeOf(forum.members[0]!, 'castVote', { id: ballot, scores: [5, n] })),
    );
    expect(repeated.filter((outcome) => outcome === 'DONE')).toHaveLength(1);
    const once = { id: ballot, scores: [3, 4], idempotencyKey: 'once' };
    const receiptOf = (row: { votes: { nodes: { receipt: string }[] } }) => row.votes.nodes[0]!.receipt;
    const first = receiptOf(await done(forum.members[1]!, 'castVote', once, CAST));
    expect(receiptOf(await done(forum.members[1]!, 'castVote', once, CAST))).toBe(first);
    expect(await outcomeOf(forum.members[1]!, 'castVote', { ...once, scores: [4, 3] })).toBe('IDEMPOTENCY_MISMATCH');
    const racing = [2, 3, 4, 5].map((n) => outcomeOf(forum.members[n]!, 'castVote', { id: ballot, scores: [n, 0] }));
    const [closed, ...outcomes] = await Promise.all([outcomeOf(forum.chair, 'closeBallot', { id: topic }), ...racing]);
    expect(closed).toBe('DONE');
    expect(outcomes.every((outcome) => outcome === 'DONE' || outcome === 'BALLOT_CLOSED')).toBe(true);
    const took = 2 + outcomes.filter((outcome) => outcome === 'DONE').length;
    const found = await published(ballot, forum.cadre);
    expect(found).toMatchObject({ cast: took });
    expect(found.sealedBallots).toHaveLength(took);
    expect(recount(found).faults).toEqual([]);
    expect(await outcomeOf(forum.members[0]!, 'castVote', { id: ballot, scores: [1, 1] })).toBe('BALLOT_CLOSED');
  });

  testInDepth(
    'has every vote that was acknowledged, also when the server is killed',
    async () => {
      const { topic, ballot } = await forum.voting(await forum.body({ rules: anyQuorum }, people), {
        method: 'YES_NO_ABSTAIN',
        secret: true,
      });
      await build();
      const server = new ServerProcess({ DEMO: '1', DATABASE_URL: database.url, KEY_FILE: keyFile.where });
      const url = await server.url;
      const tokens = await Promise.all(voters.map((_, n) => app.tokenOf((n === 0 ? 'resident' : `voter-${n - 1}`) as Persona)));
      const acknowledged: string[] = [];
      let answers = 0;
      const votes = tokens.map(async (token, n) => {
        const row = await done(new Client(url, token), 'castVote', { id: ballot, answer: choiceOf(n) }, CAST);
        acknowledged.push(row.votes.nodes[0].receipt);
        if (++answers === 10) server.signal('SIGKILL');
      });
      await Promise.allSettled(votes);
      server.signal('SIGKILL');
      await server.exit;
      expect(acknowledged.length).toBeGreaterThanOrEqual(10);
      expect(acknowledged.length).toBeLessThan(VOTERS);
      await done(forum.chair, 'closeBallot', { id: topic });
      const found = await published(ballot, forum.cadre);
      expect(found.sealedBallots.map(({ receipt }) => receipt)).toEqual(expect.arrayContaining(acknowledged));
      expect(recount(found).faults).toEqual([]);
    },
    120_000,
  );
});
