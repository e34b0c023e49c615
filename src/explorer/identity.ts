import { keep, recall } from './keep.js';

/** What the server says before anything is asked. */
export interface Setting {
  /** Of the explorer alone. */
  readonly key?: string;
  readonly demo: { readonly personas: Readonly<Record<string, string>>; readonly communities: readonly string[] } | null;
  /** The server's time. */
  readonly now: string;
}

/** Whom a page speaks for. */
export interface Identity {
  /** The demo community it looks at; null elsewhere. */
  readonly community: string | null;
  /** Null: without one. */
  token(): Promise<string | null>;
  /** Gets another token when one was not accepted; false where only the user can. */
  renew(): boolean;
}

let key = '';
/** What shows the server that it is the explorer which asks: it may send texts where others may not. */
export const explorerKey = (): string => key;

export async function readSetting(page: 'explorer' | 'board'): Promise<Setting> {
  const setting = (await (await fetch(`/${page}/setting.json`)).json()) as Setting;
  key = setting.key ?? '';
  return setting;
}

/** Somebody without a token, or with one that the user brought; it is never stored. */
export const holderOf = (token: string | null, community: string | null = null): Identity => ({
  community,
  token: async () => token,
  renew: () => false,
});

/** One of the demo's invented people; the server hands out the token. */
export function personaOf(persona: string, community: string): Identity {
  let token: Promise<string> | null = null;
  return {
    community,
    token() {
      token ??= fetchToken(persona, community).catch((error: unknown) => {
        token = null;
        throw error;
      });
      return token;
    },
    renew() {
      token = null;
      return true;
    },
  };
}

async function fetchToken(persona: string, community: string): Promise<string> {
  const response = await fetch('/demo/token', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ persona, community }),
  });
  if (!response.ok) throw new Error(`/demo/token: ${response.status}`);
  return ((await response.json()) as { token: string }).token;
}

/** What was chosen in the demo. */
export interface Choice {
  /** Null: nobody, without a token. */
  readonly persona: string | null;
  readonly community: string;
}

const CHOICE = 'mulin:choice';
export const keepChoice = (choice: Choice): void => keep(CHOICE, JSON.stringify(choice));

/** A persona or community that is gone gives way to the first choice. */
export function recallChoice({ personas, communities }: NonNullable<Setting['demo']>): Choice {
  const first: Choice = { persona: 'community-cadre', community: communities[0]! };
  try {
    const choice = { ...first, ...(JSON.parse(recall(CHOICE) ?? '{}') as Partial<Choice>) };
    const isThere = communities.includes(choice.community) && (choice.persona === null || choice.persona in personas);
    return isThere ? choice : first;
  } catch {
    return first;
  }
}
