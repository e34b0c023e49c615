import type pg from 'pg';
import { afterAll, beforeAll, expect } from 'vitest';
import { openPool } from '../../../src/db/client.js';
import { demoToken } from '../../../src/demo/issuer.js';
import type { Persona } from '../../../src/demo/personas.js';
import type { App } from '../../kit/app.js';
import { Client } from '../../kit/client.js';
import { demoDatabase, type TestDatabase } from '../../kit/database.js';
import { testInDepth } from '../../kit/depth.js';
import { freePort } from '../../kit/free-port.js';
import { build, ServerProcess } from '../../kit/server-process.js';
import { anyQuorum, openForum } from './forum.js';

/** The display of a hall: it follows a session by its subscription alone, through the death of the server. */

let database: TestDatabase;
let pool: pg.Pool;
let server: ServerProcess;
let port: number;
/** Always at the same address. */
const started = async () => {
  server = new ServerProcess({ DEMO: '1', DATABASE_URL: database.url, PORT: String(port) });
  await server.url;
};
beforeAll(async () => {
  [database, port] = await Promise.all([demoDatabase(), freePort(), build()]);
  pool = openPool({ connectionString: database.url, max: 2 });
  await started();
}, 120_000);
afterAll(async () => {
  await server.kill();
  await pool.end();
  await database.close();
});

const as = async (persona: Persona) => new Client(`http://localhost:${port}`, await demoToken(pool, persona, '000', {}));

const STREAM = `subscription ($sessionId: ID!, $after: Cursor) { sessionEvents(sessionId: $sessionId, after: $after) {
  change kind cursor session { state quorum { present } } ballot { state cast tally { votes } } } }`;
interface Item {
  readonly change: string;
  readonly kind: string | null;
  readonly cursor: string;
  readonly session: { readonly state: string; readonly quorum: { readonly present: number } } | null;
  readonly ballot: { readonly state: string; readonly cast: number; readonly tally: unknown } | null;
}

testInDepth(
  'shows all of it once and in order, whenever the server dies',
  async () => {
    const forum = await openForum({ as, database } as unknown as App);
    const bodyId = await forum.body({ rules: { ...anyQuorum, isPublic: true } });
    const session = await forum.announced(bodyId);

    const screen = await as('dashboard');
    const shown: Item[] = [];
    /** Follows until something of this kind is shown, from where it was. */
    const watch = async (kind: string | null) => {
      const stream = screen.subscribe<{ sessionEvents: Item }>(STREAM, { sessionId: session, after: shown.at(-1)?.cursor });
      try {
        do shown.push((await stream.nextWhere(({ sessionEvents }) => sessionEvents.change !== 'HEARTBEAT')).sessionEvents);
        while (shown.at(-1)!.kind !== kind);
      } finally {
        await stream.close();
      }
    };
    /** Dies without a word, and another one takes its place. */
    const die = async () => {
      await server.kill();
      await started();
    };

    await watch(null);
    expect(shown).toMatchObject([{ change: 'SNAPSHOT', session: { state: 'NOTICE_SENT', quorum: { present: 0 } } }]);

    const topic = await forum.propose(bodyId);
    await forum.done(forum.cadre, 'admitTopic', { id: topic });
    await forum.done(forum.cadre, 'placeOnAgenda', { id: topic, sessionId: session });
    await forum.done(forum.chair, 'openSession', { id: session });
    await watch('OPENED');
    // Of what is acknowledged nothing is lost, also where nobody had been told of it.
    for (const member of forum.members.slice(0, 3)) await forum.done(member, 'attendSession', { id: session });
    await die();
    const { ballot } = await forum.done(
      forum.chair,
      'openBallot',
      { id: topic, method: 'YES_NO_ABSTAIN', electorate: 'MEMBERS' },
      'ballot { id }',
    );
    for (const member of forum.members.slice(0, 2)) await forum.done(member, 'castVote', { id: ballot.id, answer: 'YES' });
    await watch('BALLOT_OPENED');
    await die();
    await forum.done(forum.chair, 'closeBallot', { id: topic });
    await forum.done(forum.chair, 'closeSession', { id: session });
    await watch('CLOSED');

    // What the first picture shows already may follow it, and nothing else may.
    expect(shown.map(({ kind }) => kind).filter((kind, n) => n !== 1 || kind !== 'NOTICE_SENT')).toEqual([
      ...[null, 'TOPIC_PLACED', 'OPENED', 'CHECKED_IN', 'CHECKED_IN', 'CHECKED_IN'],
      ...['BALLOT_OPENED', 'VOTE_CAST', 'VOTE_CAST', 'BALLOT_CLOSED', 'CLOSED'],
    ]);
    expect(new Set(shown.map(({ cursor }) => cursor)).size).toBe(shown.length);
    expect(shown.at(-1)!.session).toEqual({ state: 'CLOSED', quorum: { present: 3 } });
    expect(shown.at(-2)!.ballot).toEqual({ state: 'CLOSED', cast: 2, tally: [{ votes: 2 }, { votes: 0 }] });
  },
  120_000,
);
