import { type FormEvent, useState } from 'react';
import type { Setting } from '../explorer/identity.js';
import { describePersona } from '../explorer/texts.js';
import type { Choice } from './choice.js';
import type { Place } from './places.js';
import type { Texts } from './texts.js';

interface ControlsProps {
  readonly choice: Choice;
  readonly choose: (change: Partial<Choice>) => void;
  readonly demo: Setting['demo'] | undefined;
  readonly places: readonly Place[];
  readonly place: Place | undefined;
  readonly texts: Texts;
  readonly onDropToken: (() => void) | null;
}

/** They run published documents of their own, not this page's. */
const notOffered = ['partner', 'router'];

export function Controls({ choice, choose, demo, places, place, texts, onDropToken }: ControlsProps) {
  const { language, theme, isWall, persona } = choice;
  const isDark = theme ? theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  const roots = Map.groupBy(places, ({ root }) => root.code);
  return (
    <form className="controls" onSubmit={(event) => event.preventDefault()}>
      <label>
        <span>{texts.place}</span>
        <select value={place?.code ?? ''} onChange={({ target }) => choose({ at: target.value })}>
          {[...roots.values()].map((group) => (
            <optgroup key={group[0]!.root.code} label={group[0]!.root.name}>
              {group.map(({ code, name, root }) => (
                <option key={code} value={code}>
                  {code === root.code && group.length > 1 ? texts.wholeOf(name) : name}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
      </label>
      {demo && (
        <label>
          <span>{texts.persona}</span>
          <select value={persona} onChange={({ target }) => choose({ persona: target.value })}>
            {Object.entries(demo.personas)
              .filter(([name]) => !notOffered.includes(name))
              .map(([name, description]) => (
                <option key={name} value={name}>
                  {describePersona(name, description, language).name}
                </option>
              ))}
          </select>
        </label>
      )}
      <fieldset className="languages" aria-label={texts.languages}>
        <button type="button" lang="zh-CN" aria-pressed={language === 'zh'} onClick={() => choose({ language: 'zh' })}>
          中文
        </button>
        <button type="button" lang="en" aria-pressed={language === 'en'} title="English" onClick={() => choose({ language: 'en' })}>
          EN
        </button>
      </fieldset>
      <button type="button" aria-pressed={isDark} onClick={() => choose({ theme: isDark ? 'light' : 'dark' })}>
        {texts.theme}
      </button>
      {onDropToken && (
        <button type="button" onClick={onDropToken}>
          {texts.tokenDrop}
        </button>
      )}
      <button type="button" className="wall-switch" onClick={() => choose({ isWall: !isWall })}>
        {isWall ? texts.leaveWall : texts.wall}
      </button>
    </form>
  );
}

interface TokenFormProps {
  readonly texts: Texts;
  readonly fault: string | null;
  readonly onToken: (token: string) => void;
}

export function TokenForm({ texts, fault, onToken }: TokenFormProps) {
  const [token, setToken] = useState('');
  return (
    <main className="notice">
      <h1>{texts.title}</h1>
      <p>{texts.tokenNote}</p>
      {fault && <p role="alert">{fault}</p>}
      <form
        className="controls"
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          const given = token.trim().replace(/^bearer\s+/i, '');
          if (given) onToken(given);
        }}
      >
        <label>
          <span>{texts.token}</span>
          <input type="password" autoComplete="off" spellCheck={false} value={token} onChange={({ target }) => setToken(target.value)} />
        </label>
        <button type="submit">{texts.tokenUse}</button>
      </form>
    </main>
  );
}
