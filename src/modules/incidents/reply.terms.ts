/** How long a reply is; a template is shorter, so that it still fits once it is filled in. */
export const REPLY_LENGTH = 1_000;
export const TEMPLATE_LENGTH = 400;
/** How many templates a jurisdiction uses at once, and how many of them are offered for an incident. */
export const MOST_TEMPLATES = 500;
export const MOST_OFFERED = 50;

/** What a placeholder stands for. None of it is personal data: whoever sees an incident sees all of it. */
export const placeholders = {
  title: 'The title of the incident. 事件标题',
  serialNumber: 'Its serial number. 事件编号',
  publicName: 'What residents call its category. 类别公开名称',
  organization: 'The name of the organisation that holds it now. 承办组织',
  grid: 'The name of its grid. 所在网格',
  reportedOn: 'The day on which it was reported. 上报日期',
  handleBy: 'The day by which it has to be resolved. 办结时限',
} as const;
export type Placeholder = keyof typeof placeholders;

/** What stands for a value that there is none of. */
const OPEN = '待定';

/** The first thing in braces, or the first single brace, that is no placeholder; null where there is none. */
export function strangerIn(text: string): string | null {
  for (const [found, name] of text.matchAll(/\{([^{}]*)\}|[{}]/g))
    if (name === undefined || !Object.hasOwn(placeholders, name)) return found;
  return null;
}

/** A template with its placeholders replaced, each once: what stands in the values is left as it is. */
export const filledIn = (text: string, values: Readonly<Record<Placeholder, string | null>>): string =>
  text.replace(/\{(\w+)\}/g, (_, name: Placeholder) => values[name] ?? OPEN);
