import { test } from 'vitest';
import { openTown, attempt, uuid } from './town.js';
import { demoDatabase } from '../../kit/database.js';
test('x', async () => {
  const db = await demoDatabase();
  console.log(await db.query(`select code from organization where kind in ('OWNERS_COMMITTEE','PROPERTY_COMPANY','GRID_PARTY_BRANCH','POLICE_STATION') and code like '000%'`));
  console.log(await db.query(`select position, (select code from organization where id=organization_id) from appointment where person_id in (select person_id from account where subject='property-staff@000')`));
  await db.close();
});
test('y', async () => {
  const town = await openTown();
  const rows = Array.from({length: 500}, () => ({ id: uuid(), state: 'ACCEPTED', accepted_at: new Date(Date.now()-3*86400000).toISOString() }));
  await town.write(rows);
  const c = await town.as('grid-leader');
  let t = performance.now();
  for (let i = 0; i < 250; i++) await attempt(c, 'accept', rows[i]!.id);
  console.log('serial ms', (performance.now() - t) / 250);
  t = performance.now();
  let n = 0;
  await Promise.all(Array.from({length: 8}, async () => { while (n < 500) { await attempt(c, 'accept', rows[n++]!.id); } }));
  console.log('8-parallel ms', (performance.now() - t) / 500);
  await town.close();
});
