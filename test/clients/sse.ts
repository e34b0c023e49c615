import { setTimeout as pause } from 'node:timers/promises';

interface Asking {
  readonly url: () => string;
  readonly token: () => Promise<string>;
  readonly query: string;
  /** The id of the last event. */
  readonly after: string | null;
  readonly signal: AbortSignal;
}

interface Result {
  readonly data?: unknown;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

/** Who speaks HTTP and nothing more: results of server-sent events, resumed by Last-Event-ID whatever breaks. Errors are results, too. */
export async function* results({ url, token, query, after, signal }: Asking): AsyncGenerator<Result> {
  while (!signal.aborted) {
    try {
      const response = await fetch(url(), {
        method: 'POST',
        headers: {
          accept: 'text/event-stream',
          'content-type': 'application/json',
          authorization: `Bearer ${await token()}`,
          ...(after ? { 'last-event-id': after } : {}),
        },
        body: JSON.stringify({ query }),
        signal,
      });
      let rest = '';
      for await (const bytes of response.body!.pipeThrough(new TextDecoderStream() as never) as unknown as AsyncIterable<string>) {
        const events = (rest + bytes).split('\n\n');
        rest = events.pop()!;
        for (const event of events) {
          const fields = Object.fromEntries(
            event.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]),
          );
          if (fields.event === 'next') yield JSON.parse(fields.data!);
          if (fields.id) after = fields.id;
        }
      }
    } catch {
      // Whatever it was: come again.
    }
    await pause(100 + Math.random() * 400, null, { signal }).catch(() => {});
  }
}
