import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type KeyStore, keyFile, parseKeys, withNewKey } from '../../src/auth/key-file.js';

const now = new Date('2026-11-22T00:00:00Z');

/** A path where no file is yet. */
export const newPath = (): string => join(mkdtempSync(join(tmpdir(), 'mulin-keys-')), 'keys.json');

/** A file with one key of its own, as KEY_FILE names it outside of the demo. */
export async function newKeyFile(): Promise<KeyStore> {
  const store = keyFile(newPath());
  await store.make(withNewKey(null, store.where, now));
  return store;
}

export const keysOf = async (store: KeyStore) => parseKeys((await store.read())!, store.where);

/** Lets one more key in for the rest of the test. */
export async function addKeyTo(store: KeyStore): Promise<void> {
  const before = await store.read();
  onTestFinished(() => store.replace(before!));
  await store.replace(withNewKey(before, store.where, now));
}
