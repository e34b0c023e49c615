import type { Bilingual } from '../../../kernel/bilingual.js';
import { refuse } from '../../../kernel/result.js';
import type { Work } from '../../../work/command.js';
import { text } from '../../../work/input.js';
import type { AddressFault } from '../../../work/webhooks.js';
import { LONGEST_URL } from '../webhook.type.js';

/** Where a webhook sends to. {@link demandAddress} says what is wrong with it. */
export const address = text(LONGEST_URL, 'Where items are sent to, by POST: an https address that everybody can reach. 接收地址');

/** Refuses an address that nothing is sent to, as far as its text tells. */
export function demandAddress(work: Work, url: string): void {
  const fault = work.webhooks.faultOf(url);
  if (fault) refuse('INVALID', faults[fault], 'url');
}

const faults = {
  NO_URL: 'Give a whole address (https://…) without user name and fragment. 请填写完整地址（https://…），不含用户名和片段。',
  NOT_HTTPS: 'The address begins with https. 地址应以 https 开头。',
  NOT_PUBLIC: 'The address is not one that everybody can reach. 该地址不是公网地址。',
} as const satisfies Readonly<Record<AddressFault, Bilingual>>;
