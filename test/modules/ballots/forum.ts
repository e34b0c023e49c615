import type { App } from '../../kit/app.js';
import { done, openHall, outcomeOf, perform } from '../deliberation/hall.js';

/** Whoever comes is enough. */
export const anyQuorum = { quorum: { kind: 'COUNT', share: { numerator: 1, denominator: 1 } } };

/** A hall in which topics are brought before a session. The chair is the first member. */
export async function openForum(app: App) {
  const hall = await openHall(app);
  const [chair] = hall.members as [(typeof hall.members)[number]];
  const { incidentCategories } = await hall.cadre.data('{ incidentCategories { id } }');
  const propose = async (bodyId: string, more: object = {}, by = hall.members[1]!) =>
    (await done(by, 'proposeTopic', { bodyId, title: '停车难', content: '划线', category: 'PARKING', ...more })).id as string;
  /** A topic before an open session of its body; everybody who belongs to it is there. */
  const before = async (bodyId: string, attending: readonly number[] = [0]) => {
    const topic = await propose(bodyId);
    await done(hall.cadre, 'admitTopic', { id: topic });
    const session = await hall.announced(bodyId);
    await done(hall.cadre, 'placeOnAgenda', { id: topic, sessionId: session });
    await done(chair, 'openSession', { id: session });
    for (const n of attending) await done(hall.members[n]!, 'attendSession', { id: session });
    return { topic, session };
  };
  const voting = async (bodyId: string, ballot: object = { method: 'YES_NO_ABSTAIN' }, attending?: readonly number[]) => {
    const found = await before(bodyId, attending);
    const row = await done(chair, 'openBallot', { id: found.topic, ...ballot }, 'ballot { id electorate electorateArea }');
    return {
      ...found,
      ballot: row.ballot.id as string,
      electorate: row.ballot.electorate as number,
      area: row.ballot.electorateArea as number,
    };
  };
  // People who live in the community, with accounts of their own.
  const residents = [hall.members[0]!, hall.members[1]!, hall.members[2]!];
  await app.database.query(
    `update person set place = (select place from grid where code = '000-G01') where id in
       (select person_id from account where subject in ('resident@000', 'grid-leader@000', 'chief@000'))`,
  );
  return { ...hall, residents, chair, category: incidentCategories[0].id as string, propose, before, voting, done, outcomeOf, perform };
}
export type Forum = Awaited<ReturnType<typeof openForum>>;
