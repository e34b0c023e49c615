/** Bare node:http before pg: the path names the statement, the body holds its parameters, and PostgreSQL's text is the answer. */
import { createServer } from 'node:http';
import pg from 'pg';
import { statements } from './limit.ts';

const [url, port] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: url, max: 10 });
const types = { getTypeParser: () => (text: string) => text };

createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', async () => {
    const name = request.url!.slice(1);
    try {
      const values = JSON.parse(Buffer.concat(chunks).toString());
      const { rows } = await pool.query<[string | null]>({ name, text: statements[name], values, rowMode: 'array', types } as never);
      const body = `{"data":${rows[0]?.[0] ?? 'null'}}`;
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }).end(body);
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
}).listen(Number(port), '127.0.0.1', () => console.info('ready'));
process.on('SIGTERM', () => process.exit(0));
