import { refuse } from '../../../kernel/result.js';
import type { Work } from '../../../work/command.js';
import type { Ending } from '../../../work/keeps.js';

/** A session in which something was decided or put to the vote does not end without business, nor lose its quorum. */
export async function refuseBusiness(work: Work, { id }: Ending): Promise<void> {
  const [{ hasBusiness }] = (await work.sql(
    `select exists (select from topic where session_id = ? and decided_at is not null) or exists (select from ballot where session_id = ?) as "hasBusiness"`,
    [id, id],
  )) as [{ hasBusiness: boolean }];
  if (hasBusiness)
    refuse(
      'WRONG_STATE',
      'Something was decided or put to the vote in it, with its quorum: who was counted stays, and it is closed (closeSession). 会上已有决定或表决：计入法定人数的人员不再变更，请宣布闭会（closeSession）。',
      'id',
    );
}

/**
 * Who has to do with the topics of a session's agenda: who proposed, supported and evaluated them, who took a step, who has a vote or stands in, who is
 * responsible, and who reported and does the work.
 */
export async function namedAtSession(work: Work, id: string): Promise<readonly string[]> {
  const people = await work.sql<{ person: string }>(
    `with item as (select topic_id from agenda_item where session_id = ? and topic_id is not null),
       voted as (select id from ballot where topic_id in (select topic_id from item)),
       made as (select responsible_id, incident_ids from decision where topic_id in (select topic_id from item)),
       matter as (select reporter_id, assignee_id from incident where id in
         (select incident_id from topic where id in (select topic_id from item) union select unnest(incident_ids) from made))
     select person::text from (
       select proposer_id from topic where id in (select topic_id from item)
       union select person_id from topic_support where topic_id in (select topic_id from item)
       union select person_id from topic_evaluation where topic_id in (select topic_id from item)
       union select actor_id from history where subject_id in (select topic_id from item)
       union select unnest(person_ids) from ballot_elector where ballot_id in (select id from voted)
       union select voter_id from ballot_vote where ballot_id in (select id from voted)
       union select holder_id from ballot_proxy where ballot_id in (select id from voted)
       union select responsible_id from made
       union select reporter_id from matter
       union select assignee_id from matter) named (person)
     where person is not null`,
    [id],
  );
  return people.map(({ person }) => person);
}
