import type { Language } from './texts.js';

/** What a display shows. It stands in the address, so that a kiosk browser starts with it and a link shares it. */
export interface Choice {
  /** Code of the street, town or community; null for the first. */
  readonly at: string | null;
  readonly persona: string;
  readonly language: Language;
  /** Null: as the device has it. */
  readonly theme: 'light' | 'dark' | null;
  readonly isWall: boolean;
}

export function readChoice(): Choice {
  const given = new URLSearchParams(location.search);
  const theme = given.get('theme');
  const language = given.get('lang') ?? navigator.language;
  return {
    at: given.get('at'),
    persona: given.get('as') ?? 'dashboard',
    language: language.startsWith('zh') ? 'zh' : 'en',
    theme: theme === 'light' || theme === 'dark' ? theme : null,
    isWall: given.has('wall'),
  };
}

export function keepChoice({ at, persona, language, theme, isWall }: Choice): void {
  const given = new URLSearchParams({
    ...(at === null ? {} : { at }),
    as: persona,
    lang: language,
    ...(theme === null ? {} : { theme }),
    ...(isWall ? { wall: '' } : {}),
  });
  history.replaceState(null, '', `?${given}`);
}

const TOKEN = 'mulin:token';

/** The token of a display: brought by #token=… in the address that a kiosk starts with, or typed in. It lives as long as the browser's tab. */
export function recallToken(): string | null {
  const brought = new URLSearchParams(location.hash.slice(1)).get('token');
  if (brought) {
    keepToken(brought);
    history.replaceState(null, '', location.pathname + location.search);
  }
  return sessionStorage.getItem(TOKEN);
}

export function keepToken(token: string | null): void {
  if (token === null) sessionStorage.removeItem(TOKEN);
  else sessionStorage.setItem(TOKEN, token);
}
