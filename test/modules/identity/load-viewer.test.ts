import { expect, onTestFinished, test, vi } from 'vitest';
import type { Claims } from '../../../src/auth/token.js';
import { openPool } from '../../../src/db/client.js';
import { loadHolders } from '../../../src/modules/identity/load-viewer.js';
import { demoDatabase } from '../../kit/database.js';

const claimsOf = (id: string, role: string, jurisdiction: string): Claims => ({
  issuer: 'mulin-demo',
  subject: id,
  tokenId: id,
  client: { id, role, jurisdiction },
  clientId: id,
  scopes: [],
  issuedAt: new Date(0),
  expiresAt: new Date(Date.now() + 60_000),
});

test('however many clients are looked up, it is one statement, and each gets what is theirs', async () => {
  const database = await demoDatabase();
  const pool = openPool({ connectionString: database.url, max: 1 });
  onTestFinished(async () => {
    await pool.end();
    await database.close();
  });
  const [root] = await database.query<{ id: string }>(`select id from organization where code = '001' and parent_id is null`);
  await database.query(
    `insert into token_revocation (id, jurisdiction_id, client, token_id, before) values (gen_random_uuid(), $1, 'screen-1', 'lost', now())`,
    [root!.id],
  );
  const screens = Array.from({ length: 50 }, (_, i) => claimsOf(`screen-${i}`, 'DASHBOARD', `00${i % 2}`));
  const asked = vi.spyOn(pool, 'query');
  const holders = await loadHolders(pool, [...screens, claimsOf('x', 'ADMIN', '000'), claimsOf('x', 'ROUTER', '999')], '2026-01-01', []);
  expect(asked).toHaveBeenCalledOnce();
  expect(holders.slice(50)).toEqual([null, null]);
  for (const [i, holder] of holders.slice(0, 50).entries()) {
    expect(holder!.viewer).toMatchObject({ client: `screen-${i}`, roles: [{ role: 'DASHBOARD' }] });
    expect(holder!.viewer.jurisdiction!.id === root!.id).toBe(i % 2 === 1);
    expect(holder!.revoked).toEqual({ before: null, tokenIds: i === 1 ? ['lost'] : [] });
  }
});
