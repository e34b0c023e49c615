import { post } from './connection.js';
import { explorerKey, type Identity } from './identity.js';

export interface Request {
  readonly query: string;
  readonly variables?: Record<string, unknown> | null;
  readonly operationName?: string | null;
}

/** Sends an operation over HTTP and gives back what came, errors and all. */
export async function ask<Answer = unknown>(identity: Identity, request: Request): Promise<Answer> {
  const response = await post(identity, request, { 'mulin-explorer': explorerKey() });
  return response.json() as Promise<Answer>;
}

/** The data, where errors fail. */
export async function read<Data>(identity: Identity, request: Request): Promise<Data> {
  const { data, errors } = await ask<{ data?: Data; errors?: readonly { message: string }[] }>(identity, request);
  if (!data) throw new Error(errors?.[0]?.message ?? 'No data.');
  return data;
}
