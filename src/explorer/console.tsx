import type { Fetcher } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import type { Live } from './live.js';
import { LiveBar } from './live-bar.js';
import type { Tabs } from './tabs.js';
import type { Texts } from './texts.js';

interface ConsoleProps {
  readonly fetcher: Fetcher;
  readonly tabs: Tabs;
  readonly live: Live;
  readonly texts: Texts;
}

/** GraphiQL with our tabs, and below its answers the stream that is followed. Tokens are the header's business: there is no editor for headers. */
export function Console({ fetcher, tabs, live, texts }: ConsoleProps) {
  return (
    <GraphiQL
      fetcher={fetcher}
      storage={tabs.storage}
      onTabChange={tabs.changed}
      isHeadersEditorEnabled={false}
      shouldPersistHeaders={false}
      defaultEditorToolsVisibility="variables"
    >
      <GraphiQL.Footer>
        <LiveBar live={live} texts={texts} />
      </GraphiQL.Footer>
    </GraphiQL>
  );
}
