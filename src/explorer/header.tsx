import { type FormEvent, useEffect, useState } from 'react';
import { type Choice, holderOf, type Identity, keepChoice, personaOf, recallChoice, type Setting } from './identity.js';
import { namesOf } from './lookups.js';
import { describePersona, type Language, type Texts } from './texts.js';

interface HeaderProps {
  readonly texts: Texts;
  readonly language: Language;
  readonly setting: Setting | null;
  readonly onLanguage: (language: Language) => void;
  readonly onIdentity: (identity: Identity) => void;
  readonly onReset: (() => void) | null;
}

export function Header({ texts, language, setting, onLanguage, onIdentity, onReset }: HeaderProps) {
  return (
    <header>
      <div className="bar">
        <h1>{texts.title}</h1>
        {setting?.demo && <p className="demo">{texts.demo}</p>}
        <div className="tools">
          <button type="button" title={texts.resetHint} disabled={!onReset} onClick={() => onReset?.()}>
            {texts.reset}
          </button>
          <fieldset className="languages" aria-label={texts.languages}>
            <button type="button" lang="zh-CN" aria-pressed={language === 'zh'} onClick={() => onLanguage('zh')}>
              中文
            </button>
            <button type="button" lang="en" aria-pressed={language === 'en'} title="English" onClick={() => onLanguage('en')}>
              EN
            </button>
          </fieldset>
        </div>
      </div>
      {setting?.demo && <PersonaChooser texts={texts} language={language} demo={setting.demo} onIdentity={onIdentity} />}
      {setting && !setting.demo && <TokenField texts={texts} onIdentity={onIdentity} />}
    </header>
  );
}

interface PersonaChooserProps extends Pick<HeaderProps, 'texts' | 'language' | 'onIdentity'> {
  readonly demo: NonNullable<Setting['demo']>;
}

function PersonaChooser({ texts, language, demo, onIdentity }: PersonaChooserProps) {
  const [choice, setChoice] = useState(() => recallChoice(demo));
  const [names, setNames] = useState<ReadonlyMap<string, string>>(new Map());
  const choose = (change: Partial<Choice>) => setChoice({ ...choice, ...change });

  useEffect(() => {
    keepChoice(choice);
    onIdentity(choice.persona === null ? holderOf(null, choice.community) : personaOf(choice.persona, choice.community));
  }, [choice, onIdentity]);
  useEffect(() => {
    // Without their names the communities still have their codes.
    namesOf(demo.communities).then(setNames, () => {});
  }, [demo]);

  const described = Object.entries(demo.personas).map(([persona, description]) => ({
    persona,
    ...describePersona(persona, description, language),
  }));
  const about = described.find(({ persona }) => persona === choice.persona)?.about;
  return (
    <form className="chooser" onSubmit={(event) => event.preventDefault()}>
      <div className="field">
        <label htmlFor="persona">{texts.persona}</label>
        <select id="persona" value={choice.persona ?? ''} onChange={({ target }) => choose({ persona: target.value || null })}>
          {described.map(({ persona, name }) => (
            <option key={persona} value={persona}>
              {name}
            </option>
          ))}
          <option value="">{texts.nobody}</option>
        </select>
      </div>
      <div className="field">
        <label htmlFor="community">{texts.community}</label>
        <select id="community" value={choice.community} onChange={({ target }) => choose({ community: target.value })}>
          {demo.communities.map((code) => (
            <option key={code} value={code}>
              {[code, names.get(code)].join(' ')}
            </option>
          ))}
        </select>
      </div>
      <p className="about">{about}</p>
    </form>
  );
}

function TokenField({ texts, onIdentity }: Pick<HeaderProps, 'texts' | 'onIdentity'>) {
  const [token, setToken] = useState('');
  const [isInUse, setIsInUse] = useState(false);
  const use = (value: string) => {
    setIsInUse(value !== '');
    onIdentity(holderOf(value || null));
  };
  useEffect(() => onIdentity(holderOf(null)), [onIdentity]);

  return (
    <form
      className="chooser"
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        use(token.trim().replace(/^bearer\s+/i, ''));
      }}
    >
      <div className="field">
        <label htmlFor="token">{texts.token}</label>
        <input
          id="token"
          type="password"
          autoComplete="off"
          spellCheck={false}
          placeholder={texts.tokenPlace}
          value={token}
          onChange={({ target }) => setToken(target.value)}
        />
      </div>
      <button type="submit">{texts.tokenUse}</button>
      {isInUse && (
        <button
          type="button"
          onClick={() => {
            setToken('');
            use('');
          }}
        >
          {texts.tokenDrop}
        </button>
      )}
      <p className="about">{isInUse ? texts.tokenInUse : texts.tokenNote}</p>
    </form>
  );
}
