import type { RateCounts } from '../config.js';
import type { Label } from '../kernel/bilingual.js';
import { Meter } from '../kernel/limit.js';
import { CommandRates } from '../work/rates.js';

/** Far more than people need, and little for a script. README lists them. */
export const USUAL_RATES: RateCounts = { reports: 200, uploads: 400, reveals: 100, revocations: 60, failedTokens: 600, anonymous: 6_000 };

const [MINUTE, HOUR] = [60, 3_600];

export interface Rates {
  /** Counted by all processes together, exactly up to some 2,000. */
  readonly commands: CommandRates;
  /** By address, in each process: they spare its processor. */
  readonly failedTokens: Meter;
  readonly anonymous: Meter;
}

export function openRates(given: Partial<RateCounts> = {}): Rates {
  const countOf = (kind: keyof RateCounts): number => given[kind] ?? USUAL_RATES[kind];
  const hourly = (kind: keyof RateCounts, what: Label) => ({ count: countOf(kind), seconds: HOUR, what });
  return {
    commands: new CommandRates({
      reportIncident: hourly('reports', { en: 'reports', zh: '上报' }),
      createUploadTicket: hourly('uploads', { en: 'uploads', zh: '上传' }),
      revealPersonalData: hourly('reveals', { en: 'disclosures of personal data', zh: '查看个人信息' }),
      revokeTokens: hourly('revocations', { en: 'revocations', zh: '撤销令牌' }),
    }),
    failedTokens: new Meter({ count: countOf('failedTokens'), seconds: MINUTE }),
    anonymous: new Meter({ count: countOf('anonymous'), seconds: MINUTE }),
  };
}
