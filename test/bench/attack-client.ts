/** The attacker: a process of its own, so that what its answers cost it is not taken for what others wait. */
import { randomUUID } from 'node:crypto';
import { WebSocket } from 'ws';

export interface Attack {
  readonly url: string;
  readonly token: string;
  readonly inFlight: number;
  readonly sockets: number;
}

interface Operation {
  readonly query: string;
  readonly variables?: unknown;
}

/** A document by how much it asks for: the largest that is not refused for its cost is used. */
interface Kind {
  readonly name: string;
  readonly of: (size: number) => Operation;
}

const SIZES = [100, 70, 50, 35, 25, 18, 12, 8, 5, 3, 2, 1];
const al = (letter: string, n: number, field: string) => Array.from({ length: n }, (_, i) => `${letter}${i}:${field}`).join(' ');
const names = (n: number) => Math.min(n, 30);
const nested = (n: number, leaf: string) =>
  `organization(code:"002"){grids(first:100){nodes{community{parent{grids(first:${n}){nodes{community{parent{grids(first:${n}){nodes{ ${leaf} }}}}}}}}}}}`;

/** Nobody sends the same twice. */
const unlike = () => `q${randomUUID().replaceAll('-', '')}`;

const kinds: readonly Kind[] = [
  { name: 'deep lists', of: (n) => ({ query: `{${nested(n, 'id code name')}}` }) },
  { name: 'computed leaves', of: (n) => ({ query: `{${nested(n, al('s', 30, 'sizeStatus'))}}` }) },
  {
    name: 'texts',
    of: (n) => ({ query: `{incidents(first:100){nodes{grid{incidents(first:${n}){nodes{ ${al('d', 30, 'description')} }}}}}}` }),
  },
  {
    name: 'totals',
    of: (n) => ({ query: `{organization(code:"002"){grids(first:${n}){nodes{ ${al('t', 30, 'incidents{totalCount}')} }}}}` }),
  },
  {
    name: 'actions',
    of: (n) => ({ query: `{incidents(first:100){nodes{grid{incidents(first:${n}){nodes{viewerActions{verb allowed}}}}}}}` }),
  },
  {
    name: 'roots',
    of: (n) => ({ query: `{${al('r', names(n), 'incidents(first:100){totalCount nodes{id title grid{leader{publicName}}}}')}}` }),
  },
  {
    name: 'search',
    of: (n) => ({
      query: 'query($t:[OrganizationFilter!]){organizations(first:100,filter:{or:$t}){totalCount nodes{name}}}',
      variables: { t: Array.from({ length: n }, (_, i) => ({ text: `${i}${'济川街道'.repeat(20)}` })) },
    }),
  },
  { name: 'introspection', of: (n) => ({ query: `{__schema{types{fields{args{type{ofType{name}} ${al('d', names(n), 'name')}}}}}}` }) },
  {
    name: 'new documents',
    of: (n) => ({ query: `query ${unlike()}{${al('a', 30, `organizations(first:1){nodes{${al(unlike(), names(n), 'name')}}}`)}}` }),
  },
  { name: 'long documents', of: (n) => ({ query: `query ${unlike()}{organizations(first:1){nodes{${'id name code '.repeat(n * 30)}}}}` }) },
  {
    name: 'variables',
    of: (n) => ({
      query: 'query($ids:[ID!]!){nodes(ids:$ids){id}}',
      variables: { ids: [], more: Array.from({ length: n * 400 }, () => ({})) },
    }),
  },
  { name: 'beside the reader', of: (n) => ({ query: `{viewer{client} ${nested(n, 'id name')}}` }) },
  {
    name: 'mutations',
    of: (n) => ({
      query: `mutation{reportIncident(input:{title:"${unlike()}",categoryId:"CATEGORY",gridId:"GRID",channel:WECHAT,description:"${'长'.repeat(4_000)}"}){incident{grid{community{grids(first:${n}){nodes{incidents(first:${n}){nodes{id description}}}}}}}}}`,
    }),
  },
];

const subscriptions = (n: number, i: number) =>
  `subscription ${unlike()} {incidentEvents{event{incident{holder{ ${al(`h${i}_`, 5, `grids(first:${n}){nodes{community{grids(first:${n}){nodes{name}}}}}`)} }}}}}`;

async function attack({ url, token, inFlight, sockets }: Attack): Promise<void> {
  const send = async (operation: Operation) => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(operation).replaceAll('CATEGORY', category).replaceAll('GRID', grid),
    });
    return response.text();
  };
  let [category, grid] = ['', ''];
  const ids = JSON.parse(await send({ query: '{grids(first:1){nodes{id}} incidentCategories{id}}' }));
  [category, grid] = [ids.data.incidentCategories[0].id, ids.data.grids.nodes[0].id];

  const worst: { readonly kind: Kind; readonly size: number }[] = [];
  for (const kind of kinds) {
    for (const size of SIZES) {
      const answer = (await send(kind.of(size)).catch(() => '')).slice(0, 500);
      if (/COST_LIMIT|GRAPHQL_VALIDATION_FAILED|BAD_USER_INPUT/.test(answer)) continue;
      worst.push({ kind, size });
      process.send?.({ said: `${kind.name} of ${size}` });
      break;
    }
  }
  process.send?.({ ready: true });

  let next = 0;
  const counts = new Map<string, number>();
  const worker = async () => {
    for (;;) {
      const { kind, size } = worst[next++ % worst.length]!;
      const answer = await send(kind.of(size)).catch(() => '"code":"no answer"');
      const code = /^.{0,2000}?"code":"([A-Z_ a-z]+)"/s.exec(answer)?.[1] ?? 'answered';
      const outcome = answer.startsWith('{"data"') ? 'answered' : code;
      counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
      // A server that is gone is not asked in a loop.
      if (outcome === 'no answer') await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  for (let i = 0; i < inFlight; i++) void worker();
  for (let i = 0; i < sockets; i++) follow(url, token);
  process.on('message', () => {
    process.send?.({ counts: Object.fromEntries(counts) });
    process.disconnect();
    process.exit(0);
  });
}

/** Twenty subscriptions, each as large as is not refused. */
function follow(url: string, token: string): void {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  const say = (message: unknown) => socket.readyState === socket.OPEN && socket.send(JSON.stringify(message));
  const subscribe = (id: string, n: number) =>
    say({ id, type: 'subscribe', payload: { query: subscriptions(SIZES[n]!, Number(id.split(' ')[0])) } });
  socket.on('error', () => {});
  socket.on('open', () => say({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } }));
  socket.on('message', (data) => {
    const { type, id } = JSON.parse(String(data)) as { type: string; id: string };
    if (type === 'connection_ack') for (let i = 0; i < 20; i++) subscribe(`${i} 0`, 0);
    if (type === 'ping') say({ type: 'pong' });
    const [which, n] = (id ?? '').split(' ').map(Number) as [number, number];
    if (type === 'error' && n + 1 < SIZES.length) subscribe(`${which} ${n + 1}`, n + 1);
  });
}

process.once('message', (task: Attack) => void attack(task));
