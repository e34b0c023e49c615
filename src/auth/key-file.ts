import { createHash, randomBytes, randomUUID } from 'node:crypto';
import fs from 'node:fs';
import type { Key, Keyring } from './cipher.js';

/** A reason why there are no keys to work with; its message is written for the operator. */
export class KeyFault extends Error {
  override name = 'KeyFault';
}

/** Where the keys are kept, as one text: a file outside of the demo. */
export interface KeyStore {
  /** As a message names it. */
  readonly where: string;
  /** Null where there is nothing yet. */
  read(): Promise<string | null>;
  /** Only where there is nothing yet: of several that make it at once one wins, and all read the same afterwards. */
  make(text: string): Promise<void>;
  replace(text: string): Promise<void>;
}

const FORMAT = 'mulin-keys-1';

interface KeyText {
  readonly version: number;
  readonly made: string;
  /** 32 bytes each, base64url. */
  readonly seal: string;
  readonly index: string;
}

/** The keyring that a text says. Throws {@link KeyFault}, which never repeats the text. */
export function parseKeys(text: string, where: string): Keyring {
  const keys = listed(text, where)
    .map(keyOf)
    .sort((a, b) => b.version - a.version);
  const isWhole = keys.every(({ version, seal, index }) => version >= 1 && version <= 65_535 && seal.length === 32 && index.length === 32);
  if (!isWhole || keys.length === 0 || new Set(keys.map(({ version }) => version)).size < keys.length)
    throw new KeyFault(`${where} is no key file of Mulin, or a damaged one.`);
  return { keys };
}

/** A text with one more key, the newest; the first one without a text. */
export function withNewKey(text: string | null, where: string, now: Date): string {
  const keys = text === null ? [] : listed(text, where);
  const secret = () => randomBytes(32).toString('base64url');
  const version = 1 + Math.max(0, ...keys.map((key) => key.version));
  const all: KeyText[] = [{ version, made: now.toISOString(), seal: secret(), index: secret() }, ...keys];
  return `${JSON.stringify({ format: FORMAT, keys: all }, null, 2)}\n`;
}

function listed(text: string, where: string): readonly KeyText[] {
  try {
    const { format, keys } = JSON.parse(text) as { format?: unknown; keys?: unknown };
    if (format === FORMAT && Array.isArray(keys)) return keys as KeyText[];
  } catch {
    // Said below, without the text.
  }
  throw new KeyFault(`${where} is no key file of Mulin, or a damaged one.`);
}

function keyOf(text: KeyText): Key {
  const { version, seal: sealText, index: indexText } = Object(text) as Partial<KeyText>;
  const [seal, index] = [Buffer.from(String(sealText), 'base64url'), Buffer.from(String(indexText), 'base64url')];
  const id = createHash('sha256').update('mulin key id').update(seal).update(index).digest('hex').slice(0, 8);
  return { version: Number.isInteger(version) ? version! : 0, id, seal, index };
}

/** Keys in a file, 0600. Whoever reads it finds it whole: it gets its name when it is complete and on disk. */
export function keyFile(path: string): KeyStore {
  const written = (text: string, place: (partial: string) => void) => {
    const partial = `${path}.${randomUUID().slice(0, 8)}.partial`;
    try {
      fs.writeFileSync(partial, text, { flag: 'wx', mode: 0o600, flush: true });
      place(partial);
    } catch (error) {
      throw new KeyFault(`${path} cannot be written (${(error as Error).message}).`);
    } finally {
      fs.rmSync(partial, { force: true });
    }
  };
  return {
    where: path,
    async read() {
      try {
        return fs.readFileSync(path, 'utf8');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
        throw new KeyFault(`${path} cannot be read (${(error as Error).message}).`);
      }
    },
    async make(text) {
      written(text, (partial) => {
        try {
          fs.linkSync(partial, path);
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
        }
      });
    },
    async replace(text) {
      written(text, (partial) => fs.renameSync(partial, path));
    },
  };
}
