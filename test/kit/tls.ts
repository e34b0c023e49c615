import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A certificate for localhost, by an authority that nobody trusts unless told to. Both hold until 2126; the authority's key was thrown away. */
const file = (name: string): string => join(import.meta.dirname, 'tls', name);
export const authorityFile = file('authority.pem');
export const localhost = { key: readFileSync(file('localhost.key'), 'utf8'), cert: readFileSync(file('localhost.pem'), 'utf8') };
