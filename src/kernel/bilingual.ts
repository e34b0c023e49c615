/** The languages that messages and labels come in. */
export type Language = 'en' | 'zh';

/**
 * A text for people, in English and then in Chinese. What differs from case to case stands in braces in both:
 * 'Up to {max} characters. 最多{max}个字符。' A text without its Chinese half does not compile.
 */
export type Bilingual = `${string}. ${string}。`;

/** A word that is told in the language of the text around it. */
export interface Label {
  readonly en: string;
  readonly zh: string;
}

export type Params = Readonly<Record<string, string | number | Label>>;

/** A text with what stands in its braces. */
export interface Message {
  readonly text: Bilingual;
  readonly params: Params;
}

export const message = (text: Bilingual, params: Params = {}): Message => ({ text, params });

const halves = new Map<string, Label>();

/** The English half ends with a full stop, a question mark or an ellipsis, and may quote Chinese words. */
const HALVES = /^(.*[.?…]) (.*\p{Script=Han}.*)$/su;

/** The two halves of a text. Asked of texts that stand in the code, so that few are kept. */
export function halvesOf(text: string): Label {
  let found = halves.get(text);
  if (!found) {
    const [, en = text, zh = ''] = HALVES.exec(text) ?? [];
    found = { en, zh };
    halves.set(text, found);
  }
  return found;
}

/** A message in one language. */
export const inLanguage = ({ text, params }: Message, language: Language): string =>
  halvesOf(text)[language].replaceAll(/\{(\w+)\}/g, (braces, name: string) => {
    const value = params[name];
    return value === undefined ? braces : typeof value === 'object' ? value[language] : String(value);
  });

/** One of a record of terms (value → 'Meaning. 词'), as a label: the value itself in English. */
export const termLabel = (terms: Readonly<Record<string, string>>, value: string): Label => ({
  en: value,
  zh: halvesOf(terms[value] ?? '').zh || value,
});

/** Several labels as one. */
export const labelsOf = (labels: readonly Label[]): Label => ({
  en: labels.map(({ en }) => en).join(', '),
  zh: labels.map(({ zh }) => zh).join('、'),
});
