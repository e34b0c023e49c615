import { readDatabase } from '../config.js';
import type { EmbeddedDatabase } from '../db/embedded.js';

/** Works on the database of the environment: the one of DATABASE_URL, else the embedded one in DATA_DIR, which `open` opens or joins. */
export async function withDatabase<T>(
  open: (directory: string) => Promise<EmbeddedDatabase>,
  work: (url: string) => Promise<T>,
): Promise<T> {
  const { databaseUrl, dataDir } = readDatabase(process.env);
  if (databaseUrl) return work(databaseUrl);
  const database = await open(dataDir);
  try {
    return await work(database.url);
  } finally {
    await database.stop();
  }
}
