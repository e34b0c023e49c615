import { refuse } from '../../../kernel/result.js';
import type { HelpPairing } from '../../care/care.entity.js';

/** Whoever helps in a pairing has hours of it, on the days on which it lasts. */
export function demandHelped({ helperIds, leader, responsible, startedOn, endedOn }: HelpPairing, person: string, day: string): void {
  if (![...helperIds, leader, responsible].includes(person))
    refuse('INVALID', 'Only those who help in the pairing have hours of it. 只有结对帮扶人可以填报该结对的服务时长。', 'pairingId');
  if (day < startedOn || (endedOn != null && day >= endedOn))
    refuse('INVALID', 'The pairing did not last on that day. 该结对当日不在有效期内。', 'startsAt');
}
