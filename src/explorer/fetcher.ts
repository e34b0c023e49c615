import type { Fetcher } from '@graphiql/toolkit';
import { type ExecutionResult, getOperationAST, type OperationDefinitionNode, parse, print } from 'graphql';
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
  return async ({ query, variables, operationName }) => {
    const operation = operationOf(query, operationName);
    const request = {
      // Without the comments: in another language the same stream goes on.
      query: operation ? print(parse(query)) : query,
      variables: variables as Record<string, unknown> | undefined,
      operationName: operation?.name?.value ?? operationName,
    };
    if (operation?.operation !== 'subscription') return ask<ExecutionResult>(identity, request);
    const tab = tabs.active?.id ?? '';
    const isResumable = operation.variableDefinitions?.some(({ variable }) => variable.name.value === 'after') ?? false;
    if (!live.follows(tab, request)) live.start(identity, tab, request, isResumable);
    // Its type asks for all forms of subscribe; GraphiQL uses this one.
    return { subscribe: (sink: Sink) => ({ unsubscribe: showIn(sink, live, tabs) }) } as unknown as ExecutionResult;
  };
}

/** The operation that is meant. Just after a change of tabs GraphiQL still names the other tab's: a document's only operation needs no name. */
export function operationOf(query: string, name: string | null | undefined): OperationDefinitionNode | null {
  try {
    const document = parse(query);
    return getOperationAST(document, name) ?? getOperationAST(document) ?? null;
  } catch {
    // The server says what is wrong with it.
    return null;
  }
}

/** Shows the stream in the response pane. GraphiQL unsubscribes when its stop button is pressed and when another tab is chosen: only the first ends the stream. */
function showIn(sink: Sink, live: Live, tabs: Tabs): () => void {
  const show = () => {
    const { items, cursor, phase, fault } = live.state!;
    sink.next({ resumeAfter: cursor, received: items, ...(fault ? { errors: [{ message: fault }] } : {}) } as ExecutionResult);
    if (phase !== 'ended') return;
    unlisten();
    sink.complete();
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
