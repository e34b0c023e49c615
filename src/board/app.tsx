import { useCallback, useEffect, useMemo, useState } from 'react';
import { holderOf, type Identity, personaOf, readSetting } from '../explorer/identity.js';
import { useAsked } from './asked.js';
import { Board } from './board.js';
import { type Choice, keepChoice, keepToken, readChoice, recallToken } from './choice.js';
import { Controls, TokenForm } from './controls.js';
import { type Place, placesOf, rootOf } from './places.js';
import { texts } from './texts.js';
import { Clock } from './time.js';
import { useWall } from './wall.js';

const clock = new Clock();

export function App() {
  const [choice, setChoice] = useState(readChoice);
  const [token, setToken] = useState(recallToken);
  const choose = useCallback((change: Partial<Choice>) => setChoice((earlier) => ({ ...earlier, ...change })), []);
  const { language, theme, isWall, persona } = choice;
  const t = texts[language];
  useWall(isWall, () => choose({ isWall: false }));

  // Before the children ask anything in it.
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  useEffect(() => {
    keepChoice(choice);
    if (theme) document.documentElement.dataset.theme = theme;
    else delete document.documentElement.dataset.theme;
  }, [choice, theme]);

  const [setting] = useAsked(async () => {
    const setting = await readSetting('board');
    clock.set(setting.now);
    return setting;
  }, []);
  const demo = setting?.demo;
  const own = useMemo(() => (setting && !demo && token ? holderOf(token) : null), [setting, demo, token]);
  const [places, fault] = useAsked<readonly Place[]>(async () => {
    if (demo) return placesOf(holderOf(null), null);
    return own ? placesOf(own, await rootOf(own)) : [];
  }, [demo, own]);

  const place = places?.find(({ code }) => code === choice.at) ?? places?.[0];
  const rootCode = place?.root.code;
  const identity = useMemo<Identity | null>(
    () => (demo && rootCode ? personaOf(persona in demo.personas ? persona : 'dashboard', rootCode) : own),
    [demo, rootCode, persona, own],
  );
  useEffect(() => {
    document.title = place ? `${place.name} · ${t.title}` : t.title;
  }, [place, t]);

  const changeToken = (token: string | null) => {
    keepToken(token);
    setToken(token);
  };
  const controls = (
    <Controls
      {...{ choice, choose, demo, places: places ?? [], place }}
      texts={t}
      onDropToken={setting && !demo && token ? () => changeToken(null) : null}
    />
  );
  if (place && identity)
    return (
      <Board key={`${place.id} ${persona} ${token}`} {...{ place, identity, clock, language, controls, isWall }} isDemo={Boolean(demo)} />
    );
  if (setting && !demo && (!token || fault)) return <TokenForm texts={t} fault={token && fault} onToken={changeToken} />;
  return <p className="notice">{fault ?? t.loading}</p>;
}
