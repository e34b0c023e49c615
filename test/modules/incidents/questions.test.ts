import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cat, openTown, report, type Town } from './town.js';

/** Categories ask typed questions of who reports, and may need a picture. */

let town: Town;
/** The category that asks. */
let asks: string;
const questions = [
  { key: 'what', text: '什么情况', kind: 'TEXT', required: true },
  { key: 'depth', text: '积水深度（厘米）', kind: 'NUMBER', required: false },
  { key: 'where', text: '室内还是室外', kind: 'CHOICE', required: false, choices: ['室内', '室外'] },
  { key: 'danger', text: '是否有危险', kind: 'YES_NO', required: true },
  { key: 'since', text: '从哪天开始', kind: 'DATE', required: false },
];

async function manage(verb: 'createCategory' | 'updateCategory', input: object) {
  const { data } = await (await town.as('street-supervisor')).ask(
    `mutation ($input: ${verb[0]!.toUpperCase()}${verb.slice(1)}Input!) { done: ${verb}(input: $input) {
       category { id version needsPicture questions { key text kind required choices } } userErrors { code path } } }`,
    { input },
  );
  return data.done;
}
beforeAll(async () => {
  town = await openTown();
  const { category, userErrors } = await manage('createCategory', { code: 'FLOOD', name: '积水', domain: 'LIVELIHOOD_SERVICE', questions });
  expect(userErrors).toEqual([]);
  expect(category.questions).toEqual(questions.map((question) => ({ choices: [], ...question })));
  asks = category.id;
});
afterAll(async () => {
  expect(town.app.bugs).toEqual([]);
  await town.close();
});

const needed = [
  { key: 'what', value: '地下室进水' },
  { key: 'danger', value: 'YES' },
];
const send = async (answers: readonly { key: string; value: string }[] | null, more: object = {}) => {
  const { data } = await (await town.as('resident')).ask(
    `mutation ($input: ReportIncidentInput!) { reportIncident(input: $input) { incident { id answers { key question kind value } } userErrors { code path params { name value } } } }`,
    { input: { title: '进水', categoryId: asks, gridId: await firstGrid(), channel: 'WECHAT', answers, ...more } },
  );
  return data.reportIncident;
};
const firstGrid = async () => (await (await town.as('resident')).data('{ grid(code: "000-G01") { id } }')).grid.id;

test('what is answered is kept with the words of the question, in its order', async () => {
  const { incident, userErrors } = await send([
    { key: 'since', value: '2024-02-29' },
    { key: 'where', value: '室外' },
    { key: 'depth', value: '-0.5' },
    ...needed,
  ]);
  expect(userErrors).toEqual([]);
  const answers = [
    { key: 'what', question: '什么情况', kind: 'TEXT', value: '地下室进水' },
    { key: 'depth', question: '积水深度（厘米）', kind: 'NUMBER', value: '-0.5' },
    { key: 'where', question: '室内还是室外', kind: 'CHOICE', value: '室外' },
    { key: 'danger', question: '是否有危险', kind: 'YES_NO', value: 'YES' },
    { key: 'since', question: '从哪天开始', kind: 'DATE', value: '2024-02-29' },
  ];
  expect(incident.answers).toEqual(answers);
  // Withheld as the description is.
  for (const [who, shown] of [
    ['community-cadre', answers],
    ['grid-leader', answers],
    ['admin', null],
    ['dashboard', null],
  ] as const) {
    const data = await (await town.as(who)).data('query ($id: ID!) { incident(id: $id) { answers { key question kind value } } }', {
      id: incident.id,
    });
    expect(data.incident.answers, who).toEqual(shown);
  }
});

describe('it is refused, with the question', () => {
  const wrong = (key: string, value: string) => [...needed, { key, value }];
  test.each<
    readonly [
      what: string,
      answers: readonly { key: string; value: string }[] | null,
      errors: readonly (readonly [string, string, string?])[],
    ]
  >([
    [
      'nothing is answered',
      null,
      [
        ['REQUIRED', 'answers', '什么情况'],
        ['REQUIRED', 'answers', '是否有危险'],
      ],
    ],
    ['one that has to be answered is not', [needed[0]!], [['REQUIRED', 'answers', '是否有危险']]],
    ['no number', wrong('depth', '很深'), [['INVALID', 'answers.2.value', '积水深度（厘米）']]],
    ['a number in words of another country', wrong('depth', '1,5'), [['INVALID', 'answers.2.value', '积水深度（厘米）']]],
    ['none of the choices', wrong('where', '楼上'), [['INVALID', 'answers.2.value', '室内还是室外']]],
    ['neither yes nor no', [needed[0]!, { key: 'danger', value: '是' }], [['INVALID', 'answers.1.value', '是否有危险']]],
    ['a day that is none', wrong('since', '2026-02-30'), [['INVALID', 'answers.2.value', '从哪天开始']]],
    ['nobody asked', wrong('colour', '红'), [['INVALID', 'answers.2.key']]],
    ['answered twice', [...needed, needed[0]!], [['INVALID', 'answers']]],
    ['an empty answer', [needed[1]!, { key: 'what', value: ' ' }], [['REQUIRED', 'answers.1.value']]],
    [
      'several are wrong',
      [
        { key: 'depth', value: 'x' },
        { key: 'danger', value: 'x' },
      ],
      [
        ['INVALID', 'answers.0.value', '积水深度（厘米）'],
        ['INVALID', 'answers.1.value', '是否有危险'],
        ['REQUIRED', 'answers', '什么情况'],
      ],
    ],
  ])('%s', async (_, answers, errors) => {
    const { incident, userErrors } = await send(answers);
    expect(incident).toBe(null);
    expect(
      userErrors.map(({ code, path, params }: { code: string; path: string[]; params: { name: string; value: string }[] }) => {
        const question = params.find(({ name }) => name === 'question')?.value;
        return [code, path.join('.'), ...(question === undefined ? [] : [question])];
      }),
    ).toEqual(errors);
  });
});

describe('a category', () => {
  test.each<readonly [what: string, question: object, path: string]>([
    ['does not ask for a choice of one', { kind: 'CHOICE', choices: ['室内'] }, 'questions.0.choices'],
    ['does not ask for a choice of nothing', { kind: 'CHOICE' }, 'questions.0.choices'],
    ['offers no choices where there is none to make', { kind: 'TEXT', choices: ['甲', '乙'] }, 'questions.0.choices'],
  ])('%s', async (_, question, path) => {
    const { userErrors } = await manage('updateCategory', {
      id: asks,
      questions: [{ key: 'q', text: '问题', required: false, ...question }],
    });
    expect(userErrors.map((error: { path: string[] }) => error.path.join('.'))).toEqual([path]);
  });

  test('has each key once', async () => {
    const { userErrors } = await manage('updateCategory', { id: asks, questions: [questions[0], questions[0]] });
    expect(userErrors).toMatchObject([{ code: 'INVALID', path: ['questions'] }]);
  });

  test('that asks something else leaves what was answered before', async () => {
    const { category } = await manage('createCategory', {
      code: 'LEAK',
      name: '漏水',
      domain: 'LIVELIHOOD_SERVICE',
      questions: [questions[1]],
    });
    const { incident } = await send([{ key: 'depth', value: '3' }], { categoryId: category.id });
    const updated = await manage('updateCategory', { id: category.id, version: category.version, questions: [] });
    expect(updated.category).toMatchObject({ questions: [], version: category.version + 1 });
    const data = await (await town.as('resident')).data('query ($id: ID!) { incident(id: $id) { answers { question value } } }', {
      id: incident.id,
    });
    expect(data.incident.answers).toEqual([{ question: '积水深度（厘米）', value: '3' }]);
    expect((await send([{ key: 'depth', value: '3' }], { categoryId: category.id })).userErrors).toMatchObject([{ code: 'INVALID' }]);
  });

  test('may need a picture, of who reports alone', async () => {
    const { category } = await manage('createCategory', { code: 'PICTURE', name: '须附图', domain: 'ENVIRONMENT', needsPicture: true });
    expect(category.needsPicture).toBe(true);
    const reported = await report(town, await town.as('resident'), { categoryId: category.id });
    expect([reported.outcome, reported.path]).toEqual(['REQUIRED', ['attachmentIds']]);
    const { category: without } = await manage('updateCategory', { id: category.id, needsPicture: false });
    expect(without.needsPicture).toBe(false);
    expect((await report(town, await town.as('resident'), { categoryId: category.id })).outcome).toBe('DONE');
    expect((await report(town, await town.as('resident'), { categoryId: cat(town.category('OTHER')) })).outcome).toBe('DONE');
  });
});
