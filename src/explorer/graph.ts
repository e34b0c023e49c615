import { explorerKey, type Identity } from './identity.js';

export interface Request {
  readonly query: string;
  readonly variables?: Record<string, unknown> | null;
  readonly operationName?: string | null;
}

/** What was chosen in the header: see App. */
export const chosenLanguage = (): string => document.documentElement.lang;

/** Sends an operation over HTTP and gives back what came, errors and all. */
export async function ask<Answer = unknown>(identity: Identity, request: Request): Promise<Answer> {
  const send = async () => {
    const token = await identity.token();
    return fetch('/graphql', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'accept-language': chosenLanguage(),
        'mulin-explorer': explorerKey(),
        ...(token ? { authorization: `Bearer ${token}` } : {}),
      },
      body: JSON.stringify(request),
    });
  };
  let response = await send();
  // A demo's token is signed by a key of its database: another database, another token.
  if (response.status === 401 && identity.renew()) response = await send();
  return response.json() as Promise<Answer>;
}

/** The data, where errors fail. */
export async function read<Data>(identity: Identity, request: Request): Promise<Data> {
  const { data, errors } = await ask<{ data?: Data; errors?: readonly { message: string }[] }>(identity, request);
  if (!data) throw new Error(errors?.[0]?.message ?? 'No data.');
  return data;
}
