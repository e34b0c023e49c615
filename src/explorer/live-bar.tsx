import { useEditorContext, useExecutionContext } from '@graphiql/react';
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { operationOf } from './fetcher.js';
import { type Item, isHeartbeat, type Live, type LiveState, rootOf } from './live.js';
import type { Tabs } from './tabs.js';
import type { Texts } from './texts.js';

/** What the stream does and what came last, in whichever tab the user is. */
export function LiveBar({ live, tabs: kept, texts }: { readonly live: Live; readonly tabs: Tabs; readonly texts: Texts }) {
  const state = useSyncExternalStore(live.listen, () => live.state);
  const editor = useEditorContext({ nonNull: true });
  const execution = useExecutionContext({ nonNull: true });
  const { tabs, activeTabIndex, changeTab, queryEditor, variableEditor, responseEditor } = editor;
  const ownIndex = tabs.findIndex(({ id }) => id === state?.tab);
  const isInFront = ownIndex === activeTabIndex;

  useEffect(() => {
    // Long comments and long ids are read without scrolling sideways.
    queryEditor?.setOption('lineWrapping', true);
    variableEditor?.setOption('lineWrapping', true);
    for (const field of [queryEditor, variableEditor].map((one) => one?.getInputField()))
      field?.setAttribute('aria-description', texts.leave);
  }, [queryEditor, variableEditor, texts]);

  // A query in front has its answer when the page opens, and when somebody else looks at it.
  const hasRun = useRef(false);
  const isReady = Boolean(queryEditor && variableEditor && responseEditor);
  useEffect(() => {
    if (!isReady || hasRun.current) return;
    hasRun.current = true;
    if (operationOf(kept.active?.query ?? '', null)?.operation === 'query') execution.run();
  }, [isReady]);

  // GraphiQL lets go of a subscription when another tab is chosen; back in its tab, the running stream is shown again. Only the change of tabs counts.
  useEffect(() => {
    if (isInFront && live.isRunning && !execution.isSubscribed) execution.run();
  }, [isInFront]);

  if (!state) return null;
  const resume = () => {
    const variables = { ...JSON.parse(variableEditor?.getValue() || '{}'), after: state.cursor };
    variableEditor?.setValue(JSON.stringify(variables, null, 2));
    execution.run();
  };
  const canResume = state.phase === 'ended' && isInFront && state.isResumable && state.cursor !== null && !execution.isSubscribed;
  const latest = state.items.find((item) => !isHeartbeat(item));
  return (
    <section className="stream" aria-label={state.title}>
      <p role="status">
        <span className={`dot ${state.phase}`} aria-hidden="true" /> {saying(state, texts)}
      </p>
      <div className="actions">
        {!isInFront && ownIndex >= 0 && (
          <button type="button" onClick={() => changeTab(ownIndex)}>
            {texts.show}
          </button>
        )}
        {state.phase !== 'ended' && (
          <button type="button" onClick={() => live.stop()}>
            {texts.stop}
          </button>
        )}
        {canResume && (
          <button type="button" onClick={resume}>
            {texts.resume}
          </button>
        )}
      </div>
      <p className="latest">{latest ? summary(latest) : texts.nothingYet}</p>
    </section>
  );
}

function saying({ phase, fault, eventCount, resumedTimes, isResumable }: LiveState, texts: Texts): string {
  const phases = {
    connecting: texts.connecting,
    live: texts.live,
    waiting: isResumable ? texts.waiting : texts.waitingAnew,
    ended: fault ? `${texts.endedBy} ${fault}` : texts.ended,
  };
  const counts = phase === 'live' ? [texts.events(eventCount), resumedTimes > 0 ? texts.resumed(resumedTimes) : ''] : [];
  return [phases[phase], ...counts].filter(Boolean).join(' · ');
}

/** One line for what came last: ENTERED · REPORTED · 路灯坏了. */
function summary(item: Item): string {
  const { change, event } = rootOf(item) as {
    change?: string;
    event?: { kind?: string; incident?: { title?: string; serialNumber?: string } };
  };
  const known = [change, event?.kind, event?.incident?.title, event?.incident?.serialNumber].filter(Boolean);
  return known.length > 0 ? known.join(' · ') : JSON.stringify(item);
}
