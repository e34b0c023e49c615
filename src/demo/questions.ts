import type { Answer, Question } from '../modules/incidents/question.terms.js';

/** What some categories of the demo ask of who reports: nothing that has to be answered but of charging posts. */
const asked: Readonly<Record<string, readonly Question[]>> = {
  STREET_LIGHT: [
    { key: 'pole', text: '灯杆编号', kind: 'TEXT', required: false, choices: [] },
    { key: 'since', text: '从哪天开始不亮', kind: 'DATE', required: false, choices: [] },
    { key: 'lamps', text: '不亮的灯有几盏', kind: 'NUMBER', required: false, choices: [] },
  ],
  NEW_ENERGY: [
    { key: 'kind', text: '设施类型', kind: 'CHOICE', required: true, choices: ['电动自行车充电棚', '汽车充电桩', '其他'] },
    { key: 'danger', text: '是否有冒烟、打火等危险', kind: 'YES_NO', required: true, choices: [] },
  ],
};

export const questionsOf = (category: string): readonly Question[] => asked[category] ?? [];

/** Categories in which nothing is reported without a picture. */
export const needsPicture = (category: string): boolean => category === 'SMALL_ADVERTS';

const values: Readonly<Record<string, string>> = {
  pole: 'LD-017',
  since: '2026-08-28',
  lamps: '2',
  kind: '电动自行车充电棚',
  danger: 'NO',
};

/** What a report of the demo answers. */
export const answersOf = (category: string): readonly Answer[] =>
  questionsOf(category).map(({ key, text, kind }) => ({ key, question: text, kind, value: values[key]! }));
