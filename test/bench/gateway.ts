/** What a gateway adds: the same questions asked of Mulin and through Hive Gateway, beside a second subgraph, one request after the other. */
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { composeServices } from '@theguild/federation-composition';
import { parse } from 'graphql';
import { camerasSdl, openCameras } from '../federation/cameras.ts';
import { point } from './queries.ts';
import { type Pace, percentile, timesOf } from './rounds.ts';
import { type Server, startGateway } from './servers.ts';

/** How many times the direct answer it may take, in the middle. */
export const GATEWAY_BAR = 1.5;
/** So many incidents are joined by `_entities`. */
const JOINED = 100;

const FIELDS = 'id title state urgency grid { id code name }';
const path = '/graphql';

export interface GatewayFigure {
  readonly question: string;
  /** Milliseconds, in the middle. */
  readonly direct: number;
  readonly through: number;
  /** Processor time of one request through the gateway, in milliseconds. */
  readonly cpu: { readonly gateway: number; readonly mulin: number };
}

export interface GatewayOptions {
  readonly mulin: Server;
  readonly token: string;
  readonly router: string;
  /** Of incidents that the asker sees. */
  readonly ids: readonly string[];
  readonly pace: Pace;
  readonly flags: readonly string[];
}

export async function* measureGateway(options: GatewayOptions): AsyncGenerator<GatewayFigure> {
  const { mulin, token, router, ids, pace, flags } = options;
  const folder = await mkdtemp(join(tmpdir(), 'mulin-gateway-'));
  const cameras = await openCameras('grd_1', ids.slice(0, JOINED));
  const supergraph = join(folder, 'supergraph.graphql');
  await writeFile(supergraph, compose(mulin.url, cameras.url));
  const gateway = await startGateway({ supergraph, router, flags });
  try {
    const points = ids.map((id) => ({ query: point.mulin, variables: { id } }));
    const list = [{ query: `query ($first: Int!) { incidents(first: $first) { nodes { ${FIELDS} } } }`, variables: { first: JOINED } }];
    const byIds = `query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Incident { ${FIELDS} } } }`;
    const entities = [{ query: '{ cameras { watches { id } } }' }];
    const questions: Record<string, { readonly direct: Asks; readonly through: Asks }> = {
      'a point read': { direct: { [mulin.url]: points }, through: { [gateway.url]: points } },
      [`a list of ${JOINED}`]: { direct: { [mulin.url]: list }, through: { [gateway.url]: list } },
      [`${JOINED} entities`]: {
        direct: {
          [cameras.url.replace(path, '')]: entities,
          [mulin.url]: [{ query: byIds, variables: { ids: ids.slice(0, JOINED) } }],
        },
        through: { [gateway.url]: [{ query: `{ cameras { watches { ${FIELDS} } } }` }] },
      },
    };
    for (const [question, { direct, through }] of Object.entries(questions)) {
      const sides = [
        { asks: direct, latencies: [] as number[], used: [0, 0] },
        { asks: through, latencies: [] as number[], used: [0, 0] },
      ] as const;
      for (let round = -1; round < pace.rounds; round++)
        for (const side of round % 2 ? sides : [...sides].reverse()) {
          const before = timesOf([gateway.pid, mulin.pid]);
          const latencies = await oneByOne(side.asks, token, pace.milliseconds);
          const after = timesOf([gateway.pid, mulin.pid]);
          // The first round warms up.
          if (round < 0) continue;
          side.latencies.push(...latencies);
          [gateway.pid, mulin.pid].forEach((pid, n) => {
            side.used[n]! += after.get(pid)! - before.get(pid)!;
          });
        }
      const [own, other] = sides.map(({ latencies }) =>
        percentile(
          latencies.sort((a, b) => a - b),
          0.5,
        ),
      );
      const [gatewayMs, mulinMs] = sides[1].used.map((ms) => ms / sides[1].latencies.length);
      yield { question, direct: own!, through: other!, cpu: { gateway: gatewayMs!, mulin: mulinMs! } };
    }
  } finally {
    await gateway.stop();
    await cameras.close();
    await rm(folder, { recursive: true });
  }
}

/** By address: the requests to it, in turns. Where there are several addresses, each is asked one of its own, one after the other. */
type Asks = Readonly<Record<string, readonly object[]>>;

/** Asks for so long, on one connection to each address; answers how long each round of the addresses took. Throws what is no plain success. */
async function oneByOne(asks: Asks, token: string, milliseconds: number): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const headers = { 'content-type': 'application/json', accept: 'application/json', authorization: `Bearer ${token}` };
  const ask = (url: string, body: string) =>
    new Promise<string>((resolve, reject) => {
      const sent = request(url, { method: 'POST', agent, headers: { ...headers, 'content-length': Buffer.byteLength(body) } }, (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (chunk) => {
          text += chunk;
        });
        answer.on('end', () => resolve(text)).on('error', reject);
      });
      sent.on('error', reject).end(body);
    });
  const turns = Object.entries(asks).map(([url, bodies]) => [`${url}${path}`, bodies.map((body) => JSON.stringify(body))] as const);
  const latencies: number[] = [];
  const end = performance.now() + milliseconds;
  for (let n = 0; performance.now() < end; n++) {
    const begun = performance.now();
    const texts: string[] = [];
    for (const [url, bodies] of turns) texts.push(await ask(url, bodies[n % bodies.length]!));
    latencies.push(performance.now() - begun);
    const failed = texts.find((text) => text.includes('"errors"'));
    if (failed) throw new Error(failed.slice(0, 2_000));
  }
  agent.destroy();
  return latencies;
}

function compose(mulin: string, cameras: string): string {
  const sdl = readFileSync(fileURLToPath(new URL('../../schema/subgraph.graphql', import.meta.url)), 'utf8');
  const { supergraphSdl, errors } = composeServices([
    { name: 'mulin', url: `${mulin}${path}`, typeDefs: parse(sdl) },
    { name: 'cameras', url: cameras, typeDefs: parse(camerasSdl) },
  ]);
  if (!supergraphSdl) throw new Error(`The supergraph does not compose.\n${errors?.join('\n')}`);
  return supergraphSdl;
}
