import { madeId } from '../../read/made-id.js';
import type { Enriching, Row } from '../../read/world.js';

/** Topics in every stage, with decisions and their incidents; ballots of every method, hidden and shown, open and closed, with votes and proxies. */
export async function enrich({ query }: Enriching): Promise<void> {
  let made = 1_400_000;
  const stages = [
    'PROPOSED',
    'ADMITTED',
    'DECLINED',
    'DELIBERATING',
    'VOTING',
    'DECIDED',
    'IMPLEMENTING',
    'REPORTED_DONE',
    'EVALUATED',
    'ARCHIVED',
    'WITHDRAWN',
  ];
  const bodies = await query<Row>(
    `select b.*, o.number, array(select person_id from body_member where body_id = b.id order by id) as people,
       (select id from deliberation_session where body_id = b.id and state = 'MINUTES_PUBLISHED' limit 1) as published,
       (select id from deliberation_session where body_id = b.id and state = 'OPEN' limit 1) as open,
       array(select i.id from incident i where i.jurisdiction_id = b.jurisdiction_id order by i.id limit 40) as incidents
     from deliberation_body b join organization o on o.id = b.jurisdiction_id where b.provenance = 'RECORDED' and exists (select from deliberation_session where body_id = b.id) order by b.id`,
  );
  for (const [i, body] of bodies.entries()) {
    const next = () => madeId(++made, body.number);
    const { people } = body;
    for (const [n, state] of stages.entries()) {
      const topic = next();
      const isDecided = n >= 5 && n <= 9;
      const isAdopted = n >= 6 && n <= 9;
      await query(
        `insert into topic (id, jurisdiction_id, body_id, title, content, category, scale, grid_id, proposer_id, proposer_kind, organization_id, incident_id, state, session_id,
           result, resolution, decided_at, supporter_count, round, evaluation_count, satisfied_count, created_at, place, governance)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, 1, $19, $20, $21, $22, $23)`,
        [
          ...[
            topic,
            body.jurisdiction_id,
            body.id,
            n % 3 ? '停车' : '停车"难"',
            `内容 ${i}\n第二行`,
            ['PARKING', 'DRYING', 'OTHER'][n % 3],
          ],
          ...[
            n % 2 ? 'ESTATE_MATTER' : null,
            body.grid_id,
            n % 4 === 3 ? null : people[n % people.length],
            n % 4 === 3 ? 'INCIDENT' : 'RESIDENT',
          ],
          ...[n % 5 === 4 ? body.organization_id : null, n % 4 === 3 ? body.incidents[n] : null, state],
          ...[n === 3 || n === 4 ? body.open : isDecided ? body.published : null],
          ...[
            isDecided ? (isAdopted ? 'ADOPTED' : 'DEFERRED') : null,
            isDecided ? '同意' : null,
            isDecided ? '2026-10-15T12:00:00.000Z' : null,
          ],
          // Some at the same instant.
          ...[n, n >= 8 && n <= 9 ? 4 : 0, n >= 8 && n <= 9 ? 3 : 0, `2026-10-0${1 + (n % 3)}T00:00:00.000Z`, body.place],
          ['AUTONOMY', 'RULE_OF_LAW', 'MORALITY'].slice(0, n % 4),
        ],
      );
      await query(
        `insert into history (id, jurisdiction_id, subject_noun, subject_id, verb, from_state, to_state, actor_id, organization_id, note, at)
         values ($1, $2, 'Topic', $3, 'proposeTopic', null, 'PROPOSED', $4, null, $5, '2026-10-01T00:00:00.000Z')`,
        [next(), body.jurisdiction_id, topic, people[0], n % 2 ? '内部备注' : null],
      );
      if (n === 1)
        await query('insert into topic_support (topic_id, jurisdiction_id, person_id, at) values ($1, $2, $3, now())', [
          ...[topic, body.jurisdiction_id, people[0]],
        ]);
      if (isAdopted)
        await query(
          `insert into decision (id, jurisdiction_id, topic_id, text, responsible_id, due_on, effective_on, incident_ids, report, done_at, evaluation_minimum,
             threshold_numerator, threshold_denominator) values ($1, $2, $3, '画线', $4, $5, '2026-10-22', $6, $7, $8, 3, 3, 5)`,
          [
            ...[
              next(),
              body.jurisdiction_id,
              topic,
              people[1],
              n % 2 ? '2026-10-31' : '2099-01-01',
              body.incidents.slice(n, n + (n % 3) + 1),
            ],
            ...[n >= 7 ? '已画线' : null, n >= 7 ? '2026-10-30T00:00:00.000Z' : null],
          ],
        );
      if (n !== 4 && n !== 5 && n !== 9) continue;
      const ballot = next();
      const method = n === 4 ? 'YES_NO_ABSTAIN' : n === 5 ? 'SINGLE' : 'SCORE';
      const isSecret = n === 9 && i % 2 === 0;
      await query(
        `insert into ballot (id, jurisdiction_id, topic_id, session_id, method, weight, options, matter, hide_until_closed, quorum_kind, quorum_numerator, quorum_denominator,
           quorum_strict, majority_of, majority_numerator, majority_denominator, majority_strict, proxy_limit, electorate, electorate_area, state, opened_at, closes_at,
           closed_at, result, winners, secret, public_key, signing_key, totals, proofs)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'PERCENT_OF_ELECTORATE', 2, 3, false, 'CAST', 1, 2, true, 1, 4, $10, $11, '2026-10-15T11:40:00.000Z', $12, $13, $14, $15,
           $16, $17, $18, $19, $20)`,
        [
          ...[ballot, body.jurisdiction_id, topic, n === 4 ? body.open : body.published, method, n === 5 ? 'AREA_AND_HEADS' : 'ONE_PERSON'],
          ...[
            n === 4 ? [] : ['甲', '乙"', '丙'],
            n === 5 ? 'ITEM_5' : null,
            i % 2 === 0,
            n === 5 ? 40_000 : 0,
            n === 4 ? 'OPEN' : 'CLOSED',
          ],
          ...[
            n === 4 && i % 2 ? '2099-01-01T00:00:00.000Z' : null,
            n === 4 ? null : '2026-10-15T12:00:00.000Z',
            n === 4 ? null : 'ADOPTED',
            n === 4 ? [] : [1],
          ],
          ...(isSecret ? [true, 'key', 'signing-key', [10, 2, 0, 1], ['a', 'b', 'c', 'd']] : [false, null, null, null, null]),
        ],
      );
      for (let k = 0; k < 4; k++) {
        const elector = next();
        await query('insert into ballot_elector (id, jurisdiction_id, ballot_id, person_ids, area) values ($1, $2, $3, $4, $5)', [
          ...[elector, body.jurisdiction_id, ballot, k === 3 ? [] : [people[k]], n === 5 ? 10_000 + k : 0],
        ]);
        // One that stands, after one that was taken back; on others one that was taken back alone.
        for (const [giver, holder, revokedAt] of [
          [people[k], people[4], '2026-10-15T11:45:00.000Z'],
          ...(k === 2 ? [[people[2], people[0], null]] : []),
        ].slice(k === 3 ? 2 : 0))
          await query(
            `insert into ballot_proxy (id, elector_id, jurisdiction_id, ballot_id, giver_id, holder_id, paper, at, revoked_at) values ($1, $2, $3, $4, $5, $6, '柜', $7, $8)`,
            [next(), elector, body.jurisdiction_id, ballot, giver, holder, `2026-10-15T11:4${k}:00.000Z`, revokedAt],
          );
        if (k > 1 && n === 4) continue;
        if (k > 2) continue;
        const isAbstention = k === 1;
        await query(
          `insert into ballot_vote (id, jurisdiction_id, ballot_id, elector_id, voter_id, on_behalf_of_id, is_abstention, choices, scores, at, receipt)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
          [
            ...[next(), body.jurisdiction_id, ballot, elector, k === 2 ? people[0] : people[k], k === 2 ? people[2] : null],
            ...(isSecret
              ? [null, [], []]
              : [
                  ...[isAbstention, isAbstention || method === 'SCORE' ? [] : [1 + (k % 2)]],
                  isAbstention || method !== 'SCORE' ? [] : [5, k, 0],
                ]),
            ...[`2026-10-15T11:5${k % 2}:00.000Z`, isSecret && k === 0 ? 'RECEIPT' : null],
          ],
        );
        for (const receipt of isSecret ? [`RECEIPT-${9 - k}`, `RECEIPT-${5 - k}`] : [])
          await query(
            'insert into sealed_ballot (id, jurisdiction_id, ballot_id, receipt, content, signature) values ($1, $2, $3, $4, $5, $6)',
            [next(), body.jurisdiction_id, ballot, receipt, `sealed ${k}`, `signature ${k}`],
          );
      }
    }
    // Of the items that there are, some are about a topic.
    await query(
      `update agenda_item set topic_id = (select id from topic where body_id = $1 and state = (case when position = 1 then 'DECIDED' else 'PROPOSED' end) limit 1)
       where session_id in (select id from deliberation_session where body_id = $1) and position < 3`,
      [body.id],
    );
  }
}
