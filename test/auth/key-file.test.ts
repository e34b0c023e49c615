import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { KeyFault, keyFile, parseKeys, withNewKey } from '../../src/auth/key-file.js';

const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'mulin-keys-'));
afterAll(() => fs.rmSync(directory, { recursive: true }));
const now = new Date('2026-11-22T08:00:00Z');
const newText = () => withNewKey(null, 'here', now);

test('keys are numbered from one, the newest first, and no two are alike', () => {
  const text = withNewKey(withNewKey(newText(), 'here', now), 'here', now);
  const { keys } = parseKeys(text, 'here');
  expect(keys.map(({ version }) => version)).toEqual([3, 2, 1]);
  const secrets = keys.flatMap(({ seal, index, id }) => [seal.toString('hex'), index.toString('hex'), id]);
  expect(new Set(secrets).size).toBe(9);
  expect(parseKeys(text, 'here')).toEqual({ keys });
  expect(text).toContain('"made": "2026-11-22T08:00:00.000Z"');
});

test('a file is made once: who comes later reads what is there', async () => {
  const store = keyFile(path.join(directory, randomUUID()));
  expect(await store.read()).toBeNull();
  const texts = [newText(), newText(), newText()];
  await Promise.all(texts.map((text) => store.make(text)));
  const made = await store.read();
  expect(texts).toContain(made);
  expect(fs.statSync(store.where).mode & 0o777).toBe(0o600);
  await store.replace(texts[2]!);
  expect(await store.read()).toBe(texts[2]);
  expect(fs.statSync(store.where).mode & 0o777).toBe(0o600);
  expect(fs.readdirSync(directory).filter((name) => name.endsWith('.partial'))).toEqual([]);
});

test('what cannot be read or written is said with the name of the file', async () => {
  const store = keyFile(path.join(directory, 'missing', 'keys.json'));
  expect(await store.read()).toBeNull();
  await expect(store.make(newText())).rejects.toThrow(KeyFault);
  await expect(store.make(newText())).rejects.toThrow(store.where);
  await expect(keyFile(directory).read()).rejects.toThrow(directory);
});

const key = () => JSON.parse(newText()).keys[0] as Record<string, unknown>;
const file = (...keys: unknown[]) => JSON.stringify({ format: 'mulin-keys-1', keys });
test.each([
  ['nothing', ''],
  ['no JSON', 'seal=SECRET'],
  ['a number', '1'],
  ['null', 'null'],
  ['another format', JSON.stringify({ format: 'mulin-keys-2', keys: [key()] })],
  ['no keys', file()],
  ['a short secret', file({ ...key(), seal: 'SECRET' })],
  ['no secret', file({ ...key(), index: undefined })],
  ['no version', file({ ...key(), version: undefined })],
  ['version nought', file({ ...key(), version: 0 })],
  ['a version too high', file({ ...key(), version: 65_536 })],
  ['a version and a half', file({ ...key(), version: 1.5 })],
  ['one version twice', file(key(), key())],
  ['keys that are none', file(null)],
])('%s is refused, without repeating it', (_what, text) => {
  expect(() => parseKeys(text, '/keys.json')).toThrow('/keys.json is no key file of Mulin, or a damaged one.');
});
