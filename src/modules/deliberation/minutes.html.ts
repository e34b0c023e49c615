import { termLabel } from '../../kernel/bilingual.js';
import { dayOf } from '../../kernel/clock.js';
import { type SessionKind, sessionKinds } from './deliberation.terms.js';

/** What stands on the printed page. */
export interface MinutesPage {
  readonly body: string;
  readonly number: number;
  readonly kind: SessionKind;
  readonly scheduledAt: string;
  readonly venue: string | null;
  readonly publishedAt: string;
  readonly text: string;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (letter) => entities[letter]!);

const STYLE = `
  @page { size: A4; margin: 25mm 22mm; }
  body { max-width: 42em; margin: 2em auto; font: 16px/1.75 "Songti SC", "Noto Serif CJK SC", SimSun, serif; color: #000; }
  h1 { font-size: 1.4em; text-align: center; break-after: avoid; }
  dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 1em; }
  dt { font-weight: bold; }
  dd { margin: 0; }
  p { text-indent: 2em; margin: 0.5em 0; orphans: 3; widows: 3; }
  footer { margin-top: 2em; text-align: right; }
  @media print { body { margin: 0; max-width: none; } }`;

/** The published copy as a page of its own: nothing is loaded from elsewhere. */
export function minutesPage({ body, number, kind, scheduledAt, venue, publishedAt, text }: MinutesPage): string {
  const heading = escaped(`${body}第${number}次会议纪要`);
  const facts = [
    ['类型', termLabel(sessionKinds, kind).zh],
    ['日期', dayOf(new Date(scheduledAt))],
    ...(venue === null ? [] : [['地点', venue]]),
  ];
  const paragraphs = text.split('\n').filter((line) => line.trim() !== '');
  return `<!doctype html>
<html lang="zh-CN">
<head><meta charset="utf-8"><title>${heading}</title><style>${STYLE}
</style></head>
<body>
<h1>${heading}</h1>
<dl>${facts.map(([name, value]) => `<dt>${name}</dt><dd>${escaped(value!)}</dd>`).join('')}</dl>
${paragraphs.map((line) => `<p>${escaped(line)}</p>`).join('\n')}
<footer>公布日期：${dayOf(new Date(publishedAt))}</footer>
</body>
</html>`;
}
