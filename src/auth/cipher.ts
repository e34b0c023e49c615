/**
 * Personal data that the database must not hold in clear (P3). Three pure functions of a keyring; a module uses each in one line:
 *
 *   visit.findingsSealed = seal(work.keyring, cellOf(visit, 'visit', 'findings_sealed'), text);
 *   const text = open(work.keyring, cellOf(visit, 'visit', 'findings_sealed'), visit.findingsSealed);
 *   person.idNumberIndex = blindIndex(work.keyring, person.jurisdictionId, 'id_number', normalised);
 *
 * A sealed column is `bytea` and its name ends in `_sealed`; a blind index of it stands beside it under the same name with `_index`. By these
 * names the rotation of keys finds them, and table and column are part of what is authenticated: neither can be renamed without sealing anew.
 */
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import { remembered } from '../kernel/memo.js';

/** The secrets of one version: 32 random bytes each, never used as they are; every jurisdiction has keys of its own derived from them. */
export interface Key {
  /** 1, 2, 3 …: the highest seals. */
  readonly version: number;
  /** Four bytes, in hex, that tell this key from one of another file with the same version. */
  readonly id: string;
  readonly seal: Buffer;
  readonly index: Buffer;
}

export interface Keyring {
  /** Newest first; never empty. */
  readonly keys: readonly Key[];
}

/** Where a sealed value belongs. Moved to any other row, column, table or jurisdiction it does not open. */
export interface Cell {
  readonly jurisdictionId: string;
  readonly table: string;
  readonly column: string;
  readonly rowId: string;
}

export const cellOf = (row: { readonly id: string; readonly jurisdictionId: string }, table: string, column: string): Cell => ({
  jurisdictionId: row.jurisdictionId,
  table,
  column,
  rowId: row.id,
});

/** A value that does not open: changed, cut, of another cell, or sealed by a key that is not in the ring. Its message holds ids alone. */
export class Unsealable extends Error {
  override name = 'Unsealable';
  constructor({ table, column, rowId }: Cell, reason: string) {
    super(`${table}.${column} of ${rowId} does not open: ${reason}.`);
  }
}

/*
 * A sealed value, in bytes: format (1) · key version (2) · key id (4) · wrapped data key (iv 12, ciphertext 32, tag 16) · iv 12 · ciphertext · tag 16.
 * Each value has a data key of its own, wrapped by its jurisdiction's key: a new key wraps anew and leaves the text alone.
 */
const FORMAT = 1;
const HEADER = 7;
const IV = 12;
const TAG = 16;
const SECRET = 32;
const WRAPPED = IV + SECRET + TAG;
/** Sixteen bytes of an HMAC: no two values share an index, and none can be told from it. */
const INDEX = 16;

/** Seals a text for its cell with the newest key. No two results are alike. */
export function seal(keyring: Keyring, cell: Cell, text: string): Buffer {
  const key = keyring.keys[0]!;
  const dataKey = randomBytes(SECRET);
  return Buffer.concat([wrap(key, cell, dataKey), encrypt(dataKey, Buffer.from(text, 'utf8'), aad(cell))]);
}

/** The text of a sealed value. Throws {@link Unsealable}. */
export function open(keyring: Keyring, cell: Cell, sealed: Uint8Array): string {
  const { body } = split(cell, sealed);
  return decrypt(cell, unwrap(keyring, cell, sealed), body, aad(cell)).toString('utf8');
}

/** The same text under the newest key. Throws {@link Unsealable} for a value that this ring cannot open. */
export function reseal(keyring: Keyring, cell: Cell, sealed: Uint8Array): Buffer {
  return Buffer.concat([wrap(keyring.keys[0]!, cell, unwrap(keyring, cell, sealed)), split(cell, sealed).body]);
}

/**
 * Finds equal values without opening any: the same value of a kind has the same index in one jurisdiction, and another in every other.
 * The caller normalises first. This is the index to store; look up by {@link blindIndexes}.
 */
export const blindIndex = (keyring: Keyring, jurisdictionId: string, kind: string, normalised: string): Buffer =>
  indexBy(keyring.keys[0]!, jurisdictionId, kind, normalised);

/** The index under every key, newest first: while keys are rotated, rows have either. */
export const blindIndexes = ({ keys }: Keyring, jurisdictionId: string, kind: string, normalised: string): Buffer[] =>
  keys.map((key) => indexBy(key, jurisdictionId, kind, normalised));

/** Marks a text as this installation's own, for an address that somebody is to bring back. What is marked for one use counts for no other. */
export const sign = (keyring: Keyring, use: string, text: string): string => signedBy(keyring.keys[0]!, use, text).toString('base64url');

/** Whether a text was marked so by any key: while keys are rotated, addresses of either are brought back. */
export function isSigned({ keys }: Keyring, use: string, text: string, mark: string): boolean {
  const given = Buffer.from(mark, 'base64url');
  return given.length === INDEX && keys.some((key) => timingSafeEqual(signedBy(key, use, text), given));
}

/** What the bytes of a sealed value begin with under a key, so that SQL can tell which key sealed them. */
export function headerOf({ version, id }: Pick<Key, 'version' | 'id'>): Buffer {
  const header = Buffer.alloc(HEADER);
  header.writeUInt8(FORMAT);
  header.writeUInt16BE(version, 1);
  header.write(id, 3, 'hex');
  return header;
}

const indexBy = (key: Key, jurisdictionId: string, kind: string, normalised: string): Buffer =>
  createHmac('sha256', derived(key, 'index', `${jurisdictionId}|${kind}`))
    .update(normalised, 'utf8')
    .digest()
    .subarray(0, INDEX);

const signedBy = (key: Key, use: string, text: string): Buffer =>
  createHmac('sha256', derived(key, 'index', `signed ${use}`))
    .update(text, 'utf8')
    .digest()
    .subarray(0, INDEX);

const wrap = (key: Key, cell: Cell, dataKey: Buffer): Buffer => {
  const header = headerOf(key);
  return Buffer.concat([header, encrypt(derived(key, 'seal', cell.jurisdictionId), dataKey, Buffer.concat([header, aad(cell)]))]);
};

function unwrap(keyring: Keyring, cell: Cell, sealed: Uint8Array): Buffer {
  const { header, wrapped } = split(cell, sealed);
  const key = keyring.keys.find((key) => headerOf(key).equals(header));
  if (!key) throw new Unsealable(cell, `no key at hand has version ${header.readUInt16BE(1)} and id ${header.toString('hex', 3)}`);
  return decrypt(cell, derived(key, 'seal', cell.jurisdictionId), wrapped, Buffer.concat([header, aad(cell)]));
}

function split(cell: Cell, sealed: Uint8Array): { header: Buffer; wrapped: Buffer; body: Buffer } {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  if (bytes.length < HEADER + WRAPPED + IV + TAG || bytes[0] !== FORMAT) throw new Unsealable(cell, 'it is no sealed value');
  return { header: bytes.subarray(0, HEADER), wrapped: bytes.subarray(HEADER, HEADER + WRAPPED), body: bytes.subarray(HEADER + WRAPPED) };
}

/** Neither ids nor names of tables and columns have a bar in them. */
const aad = ({ jurisdictionId, table, column, rowId }: Cell): Buffer =>
  Buffer.from(`${jurisdictionId}|${table}|${column}|${rowId}`, 'utf8');

const memory = new WeakMap<Key, Map<string, KeyObject>>();

/** HKDF-SHA-256, once for each key and jurisdiction. A key of bytes would be made ready anew for each value, which takes longer than its HMAC. */
function derived(key: Key, use: 'seal' | 'index', whose: string): KeyObject {
  const name = `mulin ${use} ${whose}`;
  const known = remembered(memory, key, () => new Map<string, KeyObject>());
  return remembered(known, name, () => createSecretKey(Buffer.from(hkdfSync('sha256', key[use], '', name, SECRET))));
}

function encrypt(key: Buffer | KeyObject, clear: Buffer, associated: Buffer): Buffer {
  const iv = randomBytes(IV);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(associated);
  return Buffer.concat([iv, cipher.update(clear), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(cell: Cell, key: Buffer | KeyObject, sealed: Buffer, associated: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, IV), { authTagLength: TAG }).setAAD(associated);
  decipher.setAuthTag(sealed.subarray(-TAG));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(IV, -TAG)), decipher.final()]);
  } catch {
    throw new Unsealable(cell, 'it was changed, or belongs elsewhere');
  }
}
