import 'graphiql/style.css';
import './graphiql.css';
import { GraphiQL } from 'graphiql';
import { type KeyboardEvent, useMemo, useRef } from 'react';
import { makeFetcher } from './fetcher.js';
import type { Identity } from './identity.js';
import type { Live } from './live.js';
import { LiveBar } from './live-bar.js';
import type { Tabs } from './tabs.js';
import type { Texts } from './texts.js';

interface ConsoleProps {
  readonly identity: Identity;
  /** The plugin that is open, by its title: it stays open for the next viewer. */
  readonly plugin: string | null;
  readonly onPlugin: (title: string | null) => void;
  readonly tabs: Tabs;
  readonly live: Live;
  readonly texts: Texts;
}

/** GraphiQL with our tabs, and below its answers the stream that is followed. Tokens are the header's business: there is no editor for headers. */
export function Console({ identity, plugin, onPlugin, tabs, live, texts }: ConsoleProps) {
  const fetcher = useMemo(() => makeFetcher(identity, live, tabs), [identity, live, tabs]);
  const isPhone = useMemo(() => matchMedia('(max-width: 700px)').matches, []);
  return (
    <div className="console" onKeyDownCapture={useEscape()}>
      <GraphiQL
        fetcher={fetcher}
        storage={tabs.storage}
        onTabChange={tabs.changed}
        visiblePlugin={plugin ?? undefined}
        onTogglePluginVisibility={(shown) => onPlugin(shown?.title ?? null)}
        isHeadersEditorEnabled={false}
        shouldPersistHeaders={false}
        defaultEditorToolsVisibility={isPhone ? false : 'variables'}
      >
        <GraphiQL.Footer>
          <LiveBar live={live} tabs={tabs} texts={texts} />
        </GraphiQL.Footer>
      </GraphiQL>
    </div>
  );
}

/** In an editor Tab indents. After Esc it goes on to what comes next, so that the keyboard can leave. */
function useEscape(): (event: KeyboardEvent) => void {
  const isLeaving = useRef(false);
  return (event) => {
    if (event.key === 'Shift') return;
    // Kept from the editor, the key does what the browser makes of it.
    if (event.key === 'Tab' && isLeaving.current) event.stopPropagation();
    const closesHints = document.querySelector('.CodeMirror-hints') !== null;
    isLeaving.current = event.key === 'Escape' && !closesHints;
  };
}
