import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type App, startApp } from '../../kit/app.js';
import type { Client } from '../../kit/client.js';
import { done, outcomeOf } from '../deliberation/hall.js';

/** Disclosure notices: who writes them, and who reads what. */

let app: App;
let officer: Client;
let input: Record<string, string>;
beforeAll(async () => {
  app = await startApp();
  officer = await app.as('street-supervisor');
  const found =
    await officer.data(`{ organizations(first: 1, filter: { kinds: [COMMUNITY_PARTY_COMMITTEE], within: ${JSON.stringify(await rootOf('000'))} }) { nodes { id } }
    company: organizations(first: 1, filter: { kinds: [PROPERTY_COMPANY], within: ${JSON.stringify(await rootOf('000'))} }) { nodes { id } } }`);
  input = {
    ...{ publisherId: found.organizations.nodes[0].id, departmentId: await rootOf('000'), supervisedId: found.company.nodes[0].id },
    ...{ title: '物业服务检查结果', content: '消防通道畅通，两处灯具待修。', inspectedOn: '2026-11-02' },
  };
});
afterAll(async () => {
  expect(app.bugs).toEqual([]);
  await app.stop();
});

const rootOf = async (code: string): Promise<string> => (await officer.data(`{ organization(code: "${code}") { id } }`)).organization.id;
const read = async (client: Client, id: string) =>
  (
    await client.data(
      'query ($id: ID!) { disclosureNotice(id: $id) { state publishedAt supervised { kind } history { nodes { verb actor { id } note } } } }',
      { id },
    )
  ).disclosureNotice;

describe('a disclosure notice', () => {
  test('is for staff until it is published, then for everybody, and no longer when it is withdrawn', async () => {
    const { id } = await done(officer, 'draftDisclosureNotice', input);
    expect(await read(app.anonymous, id)).toBe(null);
    expect(await read(officer, id)).toMatchObject({ state: 'DRAFT', publishedAt: null });
    await done(officer, 'publishDisclosureNotice', { id });
    const shown = await read(app.anonymous, id);
    expect(shown).toMatchObject({ state: 'PUBLISHED', supervised: { kind: 'PROPERTY_COMPANY' } });
    for (const { actor, note } of shown.history.nodes) expect({ actor, note }).toEqual({ actor: null, note: null });
    expect(await outcomeOf(officer, 'publishDisclosureNotice', { id })).toBe('WRONG_STATE');
    await done(officer, 'withdrawDisclosureNotice', { id, reason: '内容有误' });
    expect(await read(app.anonymous, id)).toBe(null);
    expect((await read(officer, id)).history.nodes.at(-1)).toMatchObject({ verb: 'withdrawDisclosureNotice', note: '内容有误' });
  });

  test('is revised while it is a draft, and only then', async () => {
    const { id } = await done(officer, 'draftDisclosureNotice', input);
    await done(officer, 'reviseDisclosureNotice', { id, content: '消防通道畅通。' });
    const read = async () =>
      (await officer.data('query ($id: ID!) { disclosureNotice(id: $id) { title content } }', { id })).disclosureNotice;
    expect(await read()).toEqual({ title: '物业服务检查结果', content: '消防通道畅通。' });
    expect(await outcomeOf(officer, 'reviseDisclosureNotice', { id, inspectedOn: '2099-01-01' })).toBe('INVALID');
    await done(officer, 'publishDisclosureNotice', { id });
    expect(await outcomeOf(officer, 'reviseDisclosureNotice', { id, title: '改' })).toBe('WRONG_STATE');
  });

  test('is published by a party organisation, about somebody else than the department, in one jurisdiction', async () => {
    const draft = (more: object) => outcomeOf(officer, 'draftDisclosureNotice', { ...input, ...more });
    expect(await draft({ publisherId: await rootOf('000') })).toBe('INVALID');
    expect(await draft({ supervisedId: input.departmentId })).toBe('INVALID');
    expect(await draft({ supervisedId: input.publisherId })).toBe('INVALID');
    // Nothing is found on a day that has not come.
    expect(await draft({ inspectedOn: '2099-01-01' })).toBe('INVALID');
    expect(await draft({ supervisedId: await rootOf('001') })).toBe('INVALID');
    expect(await outcomeOf(await app.as('resident'), 'draftDisclosureNotice', input)).toBe('FORBIDDEN');
    expect(await outcomeOf(await app.as('street-supervisor', '001'), 'draftDisclosureNotice', input)).toBe('FORBIDDEN');
  });
});
