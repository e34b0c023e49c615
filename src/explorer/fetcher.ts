import type { Fetcher } from '@graphiql/toolkit';
import { type ExecutionResult, getOperationAST } from 'graphql';
import { ask } from './graph.js';
import type { Identity } from './identity.js';
import type { Live } from './live.js';
import type { Tabs } from './tabs.js';

interface Sink {
  next(result: ExecutionResult): void;
  error(fault: unknown): void;
  complete(): void;
}

/** How GraphiQL reaches the graph: HTTP for what is answered at once, the live stream for a subscription. */
export function makeFetcher(identity: Identity, live: Live, tabs: Tabs): Fetcher {
  return async (params, options) => {
    const request = {
      query: params.query,
      variables: params.variables as Record<string, unknown> | undefined,
      operationName: params.operationName,
    };
    const operation = options?.documentAST && getOperationAST(options.documentAST, params.operationName);
    if (operation?.operation !== 'subscription') return ask<ExecutionResult>(identity, request);
    const tab = tabs.active?.id ?? '';
    const isResumable = operation.variableDefinitions?.some(({ variable }) => variable.name.value === 'after') ?? false;
    if (!live.follows(tab, request)) live.start(identity, tab, request, isResumable);
    // Its type asks for all forms of subscribe; GraphiQL uses this one.
    return { subscribe: (sink: Sink) => ({ unsubscribe: showIn(sink, live, tabs) }) } as unknown as ExecutionResult;
  };
}

/** Shows the stream in the response pane. GraphiQL unsubscribes when its stop button is pressed and when another tab is chosen: only the first ends the stream. */
function showIn(sink: Sink, live: Live, tabs: Tabs): () => void {
  const show = () => {
    const { items, cursor, phase, fault } = live.state!;
    sink.next({ resumeAfter: cursor, received: items, ...(fault ? { errors: [{ message: fault }] } : {}) } as ExecutionResult);
    if (phase === 'ended') sink.complete();
  };
  const unlisten = live.listen(show);
  queueMicrotask(show);
  const tab = live.state!.tab;
  return () => {
    unlisten();
    setTimeout(() => {
      const isLeftRunning = tabs.has(tab) && tabs.active?.id !== tab;
      if (!isLeftRunning && live.state?.tab === tab) live.stop();
    });
  };
}
