import { expect } from 'vitest';
import { Client } from './client.js';

export const REPORT = `mutation ($input: ReportIncidentInput!) { reportIncident(input: $input) { incident { id } userErrors { message } } }`;
/** What a report of a broken lamp in the first grid says; its category is left to the test. */
export async function reportInput(url: string): Promise<Record<string, unknown>> {
  const { grid } = await new Client(url, null).data('{ grid(code: "000-G01") { id } }');
  return { title: '路灯坏了', gridId: grid.id, channel: 'WECHAT' };
}
/** Reports it, there or in another grid, and answers the incident's id. */
export async function report(who: Client, where: { readonly gridId?: string } = {}): Promise<string> {
  const { incidentCategories } = await who.data('{ incidentCategories { id } }');
  const { reportIncident } = await who.data(REPORT, {
    input: { ...(await reportInput(who.url)), ...where, categoryId: incidentCategories[0].id },
  });
  expect(reportIncident.userErrors).toEqual([]);
  return reportIncident.incident.id;
}
