import { lazy, Suspense, useCallback, useEffect, useState } from 'react';
import { Header } from './header.js';
import { type Identity, personaOf, readSetting, type Setting } from './identity.js';
import { keep, recall } from './keep.js';
import { Live } from './live.js';
import { lookUp, type Place } from './lookups.js';
import { Tabs } from './tabs.js';
import { type Language, texts } from './texts.js';

const tabs = new Tabs();
const live = new Live();
const LANGUAGE = 'mulin:language';
/** The editor is ten times as large as the rest: the page shows before it comes. */
const loadConsole = async () => ({ default: (await import('./console.js')).Console });
const Console = lazy(loadConsole);

const firstLanguage = (): Language => ((recall(LANGUAGE) ?? navigator.language).startsWith('zh') ? 'zh' : 'en');

/** Whom the page speaks for, and about what. GraphiQL is mounted anew for each: what one viewer was answered is not shown to the next. */
interface Stage {
  readonly identity: Identity;
  readonly place: Place | null;
  readonly mount: number;
}

/** What the server says is wrong; empty when it says nothing, or nothing that is JSON. */
const sayingOf = (error: Error): string => (error instanceof TypeError || error instanceof SyntaxError ? '' : error.message);

export function App() {
  const [language, setLanguage] = useState(firstLanguage);
  const [setting, setSetting] = useState<Setting | null>(null);
  const [identity, setIdentity] = useState<Identity | null>(null);
  const [found, setFound] = useState<Pick<Stage, 'identity' | 'place'> | null>(null);
  const [stage, setStage] = useState<Stage | null>(null);
  const [plugin, setPlugin] = useState<string | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [attempt, setAttempt] = useState(0);
  const t = texts[language];

  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
    document.title = texts[language].title;
    keep(LANGUAGE, language);
  }, [language]);

  const enter = useCallback((identity: Identity, place: Place | null) => {
    setFault(null);
    setStage((earlier) => ({ identity, place, mount: (earlier?.mount ?? 0) + 1 }));
  }, []);

  useEffect(() => void loadConsole(), []);
  useEffect(() => {
    readSetting('explorer').then(setSetting, (error: Error) => setFault(sayingOf(error)));
  }, [attempt]);

  useEffect(() => {
    if (!setting || !identity) return;
    let isCurrent = true;
    live.stop();
    // In the demo the grid's leader looks the place up for everybody: not every persona may know the categories.
    lookUp(setting.demo ? personaOf('grid-leader', identity.community!) : identity).then(
      (place) => isCurrent && setFound({ identity, place }),
      (error: Error) => isCurrent && setFault(sayingOf(error)),
    );
    return () => {
      isCurrent = false;
    };
  }, [setting, identity]);
  useEffect(() => {
    if (!found) return;
    if (found.place) tabs.prepare(found.place, language);
    enter(found.identity, found.place);
  }, [found, language, enter]);

  const reset = () => {
    if (!stage?.place) return;
    live.stop();
    tabs.reset(stage.place, language);
    enter(stage.identity, stage.place);
  };

  return (
    <>
      <Header
        texts={t}
        language={language}
        setting={setting}
        onLanguage={setLanguage}
        onIdentity={setIdentity}
        onReset={stage ? reset : null}
      />
      <main>
        {fault !== null && (
          <p className="fault" role="alert">
            {fault || t.failed}{' '}
            <button
              type="button"
              onClick={() => {
                setFault(null);
                setAttempt(attempt + 1);
              }}
            >
              {t.retry}
            </button>
          </p>
        )}
        {stage && stage.identity === identity ? (
          <Suspense fallback={<p className="loading">{t.loading}</p>}>
            <Console key={stage.mount} identity={stage.identity} plugin={plugin} onPlugin={setPlugin} tabs={tabs} live={live} texts={t} />
          </Suspense>
        ) : (
          fault === null && <p className="loading">{t.loading}</p>
        )}
      </main>
    </>
  );
}
