import Negotiator from 'negotiator';
import type { Language } from '../kernel/bilingual.js';

const languages: readonly Language[] = ['en', 'zh'];

/** Of a header, in characters: browsers send some dozens, and to read as much as Node lets in would take milliseconds. */
const LONGEST = 500;

/** The language that an Accept-Language header (RFC 9110) asks for; English where it names none that messages come in. */
export function languageOf(header: string | undefined): Language {
  if (header === undefined) return 'en';
  return (
    (new Negotiator({ headers: { 'accept-language': header.slice(0, LONGEST) } }).language([...languages]) as Language | undefined) ?? 'en'
  );
}
