import { parseArgs } from 'node:util';
import { type PublishedBallot, recount } from './recount.js';

const HELP = `mulin recount --ballot <id>: counts a closed secret ballot again, from what the graph publishes.

  --receipt <receipt>  looks for a ballot by the receipt of its voter
  --url    the graph; MULIN_URL, or http://localhost:4000/graphql
  --token  of anybody of the jurisdiction; better as MULIN_TOKEN`;

const QUERY = `query Recount($id: ID!, $after: String) { ballot(id: $id) {
  id method options electorate cast publicKey signingKey opening { label total proof }
  sealedBallots(first: 100, after: $after) { nodes { receipt content signature } pageInfo { hasNextPage endCursor } } } }`;

interface Page extends Omit<PublishedBallot, 'sealedBallots' | 'opening'> {
  readonly opening: readonly { readonly label: string; readonly total: number; readonly proof: string }[] | null;
  readonly sealedBallots: {
    readonly nodes: PublishedBallot['sealedBallots'];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      ballot: { type: 'string' },
      receipt: { type: 'string' },
      url: { type: 'string', default: process.env.MULIN_URL ?? 'http://localhost:4000/graphql' },
      token: { type: 'string', default: process.env.MULIN_TOKEN },
    },
  });
  const { ballot: id, receipt, url, token } = values;
  if (!id) return console.info(HELP);
  const sealedBallots: PublishedBallot['sealedBallots'][number][] = [];
  let page: Page;
  let after: string | null = null;
  do {
    page = await pageOf(url, token, { id, after });
    sealedBallots.push(...page.sealedBallots.nodes);
    after = page.sealedBallots.pageInfo.endCursor;
  } while (page.sealedBallots.pageInfo.hasNextPage);
  if (page.opening === null) throw new Error('It is no secret ballot, or it is not closed yet.');
  const { totals, faults } = recount({ ...page, opening: page.opening, sealedBallots });
  for (const [n, { label }] of page.opening.entries()) console.info(`${label}: ${totals[n]}`);
  for (const fault of faults) console.error(fault);
  const isMissing = receipt !== undefined && !sealedBallots.some((one) => one.receipt === receipt);
  if (isMissing) console.error(`${receipt} is not in it.`);
  if (faults.length > 0 || isMissing) process.exitCode = 1;
  else console.info(`${sealedBallots.length} ballots, counted right.`);
}

async function pageOf(url: string, token: string | undefined, variables: object): Promise<Page> {
  const headers = { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query: QUERY, variables }) }).catch(() => {
    throw new Error(`Nothing answers at ${url}: say where the graph is (--url).`);
  });
  const { data, errors } = (await response.json()) as { data?: { ballot: Page | null }; errors?: { message: string }[] };
  if (errors) throw new Error(errors[0]!.message);
  if (!data?.ballot) throw new Error('There is no such ballot, or you do not see it.');
  return data.ballot;
}

await main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
