import { type Part, parts } from '../modules/parts.js';
import type { VerbRule } from './verb-rules.js';

/** The rules of all modules' verbs. */
export const verbs: Readonly<Record<string, VerbRule>> = Object.assign({}, ...(parts as readonly Part[]).map((part) => part.verbs));
