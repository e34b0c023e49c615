import Negotiator from 'negotiator';
import type { Language } from '../kernel/bilingual.js';

const languages: readonly Language[] = ['en', 'zh'];

/** The language that an Accept-Language header (RFC 9110) asks for; English where it names none that messages come in. */
export function languageOf(header: string | undefined): Language {
  if (header === undefined) return 'en';
  return (new Negotiator({ headers: { 'accept-language': header } }).language([...languages]) as Language | undefined) ?? 'en';
}
