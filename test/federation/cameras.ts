import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { type DocumentNode, execute, parse } from 'graphql';

/** Another subgraph: it adds cameras to incidents, and its cameras point to grids and incidents. */
export const camerasSdl = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query { cameras: [Camera!]! }
  type Camera @key(fields: "id") { id: ID!  name: String!  grid: Grid  watches: [Incident!]! }
  type Incident @key(fields: "id") { id: ID!  cameras: [Camera!]! }
  type Grid @key(fields: "id") { id: ID! }`;

export interface Cameras {
  readonly url: string;
  close(): Promise<void>;
}

/** Every incident is seen by the one camera, which hangs in a grid, and watches some. */
export async function openCameras(gridId: string, incidents: readonly string[] = []): Promise<Cameras> {
  const watches = incidents.map((id) => ({ __typename: 'Incident', id }));
  const camera = { __typename: 'Camera', id: '1', name: '东门', grid: { __typename: 'Grid', id: gridId }, watches };
  const schema = buildSubgraphSchema([
    {
      typeDefs: parse(camerasSdl),
      resolvers: {
        Query: { cameras: () => [camera] },
        Camera: { __resolveReference: () => camera },
        Incident: { __resolveReference: ({ id }: { id: string }) => ({ id }), cameras: () => [camera] },
        Grid: { __resolveReference: ({ id }: { id: string }) => ({ id }) },
      },
    },
  ]);
  const documents = new Map<string, DocumentNode>();
  const server: Server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const { query, variables } = JSON.parse(text);
    const document = documents.get(query) ?? parse(query);
    documents.set(query, document);
    const result = await execute({ schema, document, variableValues: variables });
    response.setHeader('content-type', 'application/json').end(JSON.stringify(result));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
