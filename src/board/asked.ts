import { useEffect, useState } from 'react';
import { Refusal } from './graph.js';

const RETRY_MS = 2_000;

/** What was asked for, asked again until somebody answers; null until then. Beside it what the graph refuses with: that is final. */
export function useAsked<Found>(read: () => Promise<Found>, dependencies: readonly unknown[]): [found: Found | null, fault: string | null] {
  const [state, setState] = useState<[Found | null, string | null]>([null, null]);
  useEffect(() => {
    let isCurrent = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const attempt = () =>
      read().then(
        (found) => isCurrent && setState([found, null]),
        (error: unknown) => {
          if (!isCurrent) return;
          if (error instanceof Refusal) setState([null, error.message]);
          else timer = setTimeout(attempt, RETRY_MS);
        },
      );
    void attempt();
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, dependencies);
  return state;
}
