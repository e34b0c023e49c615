import { isSigned, type Keyring, sign } from '../../auth/cipher.js';

/** A file that is kept, or its small picture. */
export type Variant = 'file' | 'thumbnail';

/** For how long an address is good, at least. It is the same for a while, so that clients need not load the file anew. */
const GOOD_MS = 10 * 60_000;
const SAME_MS = 5 * 60_000;

const UPLOAD = /^\/uploads\/([0-9a-f]{32})-([\w-]{22})$/;
const FILE = /^\/files\/([0-9a-f]{32})-(file|thumbnail)-([0-9a-z]{1,9})-([\w-]{22})$/;

const bare = (hex: string): string => hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');

/** Where the file of a ticket is sent. */
export function uploadAddress(keyring: Keyring, id: string): string {
  const hex = id.replaceAll('-', '');
  return `/uploads/${hex}-${sign(keyring, 'upload', hex)}`;
}

/** Whose file is sent to an address; null for one that this installation did not give out. */
export function uploadAt(keyring: Keyring, path: string): string | null {
  const [, hex = '', mark = ''] = UPLOAD.exec(path) ?? [];
  return hex !== '' && isSigned(keyring, 'upload', hex, mark) ? bare(hex) : null;
}

/** Where a file is downloaded, for the next minutes. */
export function fileAddress(keyring: Keyring, id: string, variant: Variant, now: Date): string {
  const until = Math.ceil((now.getTime() + GOOD_MS) / SAME_MS) * SAME_MS;
  const text = `${id.replaceAll('-', '')}-${variant}-${(until / 1_000).toString(36)}`;
  return `/files/${text}-${sign(keyring, 'file', text)}`;
}

/** What an address stands for. */
export interface FileAt {
  readonly id: string;
  readonly variant: Variant;
  readonly until: Date;
}

/** Null for an address that this installation did not give out, or whose time is over. */
export function fileAt(keyring: Keyring, path: string, now: Date): FileAt | null {
  const [, hex = '', variant = '', seconds = '', mark = ''] = FILE.exec(path) ?? [];
  if (hex === '' || !isSigned(keyring, 'file', `${hex}-${variant}-${seconds}`, mark)) return null;
  const until = new Date(Number.parseInt(seconds, 36) * 1_000);
  return until > now ? { id: bare(hex), variant: variant as Variant, until } : null;
}
