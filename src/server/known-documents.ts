import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Kind, parse } from 'graphql';
import pg from 'pg';
import { demoDocuments } from '../demo/partner.js';
import type { KnownDocument } from '../graph/compatibility.js';
import { CALENDAR } from '../modules/activities/calendar.js';
import { toolDocuments } from '../modules/partners/tool-documents.js';

/**
 * Documents that a change of the schema must not break: those of this repository (the explorer's, the board's, the one that calendars are read by, those of mulin-partners and of the demo's partner), the
 * partners' manifests in schema/partners, one file a client, and those of a database's active and deprecated versions.
 */
export async function knownDocuments(root: string, databaseUrl: string | undefined): Promise<readonly KnownDocument[]> {
  return [
    ...toolDocuments.map((source) => known('mulin-partners', source)),
    known('calendars', CALENDAR),
    ...Object.values(demoDocuments).map((source) => known('partner (demo)', source)),
    ...(await inFolder(join(root, 'src/explorer/operations'), '.graphql', (file, text) => [known(`explorer ${file}`, text)])),
    ...(await inFolder(join(root, 'src/board/operations'), '.graphql', (file, text) => [known(`board ${file}`, text)])),
    ...(await inFolder(join(root, 'schema/partners'), '.json', (file, text) =>
      Object.values(JSON.parse(text)).map((source) => known(basename(file, '.json'), String(source))),
    )),
    ...(databaseUrl ? await published(databaseUrl) : []),
  ];
}

function known(client: string, source: string): KnownDocument {
  const operation = parse(source).definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  return { client, name: operation?.name?.value ?? 'a document without a name', source };
}

async function inFolder(
  folder: string,
  ending: string,
  read: (file: string, text: string) => readonly KnownDocument[],
): Promise<readonly KnownDocument[]> {
  const files = (await readdir(folder).catch(() => [])).filter((file) => file.endsWith(ending)).sort();
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  return files.flatMap((file, n) => read(file, texts[n]!));
}

async function published(connectionString: string): Promise<readonly KnownDocument[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    const { rows } = await client.query<KnownDocument>(
      `select distinct version.client, document.operation_name as name, document.source from partner_document document
       join partner_version version on version.id = document.partner_version_id and version.jurisdiction_id = document.jurisdiction_id
       where version.state in ('ACTIVE', 'DEPRECATED') order by 1, 2`,
    );
    return rows;
  } finally {
    await client.end();
  }
}
