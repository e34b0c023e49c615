import { isIP } from 'node:net';

/** How the server runs. Made once, at start, from the environment. */
export interface Config {
  readonly port: number;
  readonly host: string;
  /** Set: this database, no embedded server. Null: PostgreSQL of our own below `dataDir`. */
  readonly databaseUrl: string | null;
  readonly dataDir: string;
  /** Whose tokens are accepted; null in demo mode, which has an issuer of its own. */
  readonly auth: { readonly issuer: string; readonly audience: string; readonly jwksUrl: string } | null;
  /** Where the keys are that seal personal data. Null in demo mode, which makes its own. */
  readonly keyFile?: string | null;
  /** S3_*: where files are kept; below `dataDir` if left out. */
  readonly s3?: S3Settings;
  /** ATTACHMENT_SCANNER_URL: what looks at each file before anybody can download it. */
  readonly scannerUrl?: string;
  /** EXPLORER=1: the explorer at / outside the demo, too. */
  readonly explorer?: boolean;
  /** ADHOC_DOCUMENTS=off: texts of documents are run for the explorer and for routers alone; others send the ids of published ones. */
  readonly adhocDocuments?: boolean;
  /** NATS_URL: what brings events from the process that sequences them to all others; PostgreSQL does where it is unset. */
  readonly natsUrl?: string;
  /** EVENT_RETENTION_DAYS: for how many days streams can be resumed. */
  readonly eventRetentionDays?: number;
  /** TRUST_PROXY: how many proxies stand in front of the server and add to X-Forwarded-For. */
  readonly trustProxy?: number;
  /** How often somebody may do what costs more than it looks: RATE_REPORTS and so on. */
  readonly rates?: Partial<RateCounts>;
  /** RESPONSE_BYTES: how large the answer to one request may be. */
  readonly responseBytes?: number;
  /** DRAIN_SECONDS: for how long it still serves after SIGTERM, so that balancers can take notice. */
  readonly drainSeconds?: number;
  /** KEEP_ALIVE_SECONDS: for how long a connection without a request is kept. Longer than a proxy before the server keeps its own. */
  readonly keepAliveSeconds?: number;
  /** STREAM_CONNECTIONS: sockets and SSE responses that this process carries at once. */
  readonly streamConnections?: number;
  /** STREAM_CONNECTIONS_OF_ONE: of one person or client. */
  readonly streamConnectionsOfOne?: number;
  /** CORS_ORIGINS: the origins whose pages may ask; `*` for any. */
  readonly corsOrigins?: readonly string[];
  /** DEMO_NOW: in the demo, the instant that is taken for the present one at start. */
  readonly demoNow?: Date;
}

/** A bucket of an S3-compatible store. */
export interface S3Settings {
  /** The address of the store, without the bucket. */
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Of a person or client, without a token of an address. */
export interface RateCounts {
  /** RATE_REPORTS: reportIncident, an hour. */
  readonly reports: number;
  /** RATE_UPLOADS: createUploadTicket, an hour. */
  readonly uploads: number;
  /** RATE_REVEALS: revealPersonalData, an hour. */
  readonly reveals: number;
  /** RATE_REVOCATIONS: revokeTokens, an hour. */
  readonly revocations: number;
  /** RATE_FAILED_TOKENS: tokens that are not accepted, a minute, of an address. */
  readonly failedTokens: number;
  /** RATE_ANONYMOUS: requests without a token, a minute, of an address. */
  readonly anonymous: number;
}

export class ConfigError extends Error {
  constructor(faults: readonly string[]) {
    super(`Mulin cannot start like this:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

/** As a browser writes it: without a path, in small letters, without the scheme's own port. */
const isOrigin = (text: string): boolean =>
  /^[a-z][a-z\d+.-]*:\/\/[^/*\s]+$/.test(text) && (!text.startsWith('http') || URL.parse(text)?.origin === text);

type Environment = Readonly<Record<string, string | undefined>>;

const textIn = (env: Environment, name: string): string | null => env[name]?.trim() || null;

/** Says nothing of what stands in it: there is a password. */
function faultOfDatabaseUrl(text: string): string | null {
  const url = URL.parse(text);
  const isRight =
    /^postgres(ql)?:\/\//.test(text) && url !== null && url.hash === '' && (url.hostname !== '' || url.searchParams.has('host'));
  return isRight
    ? null
    : 'DATABASE_URL must look like postgres://user:password@host:5432/database; write # @ : / ? in the password as %23 %40 %3A %2F %3F.';
}

/** Which database is meant, and where its keys are: all that a command needs which only looks after it. */
export function readDatabase(env: Environment): Pick<Config, 'databaseUrl' | 'dataDir' | 'keyFile'> {
  const databaseUrl = textIn(env, 'DATABASE_URL');
  const fault = databaseUrl && faultOfDatabaseUrl(databaseUrl);
  if (fault) throw new ConfigError([fault]);
  return { databaseUrl, dataDir: textIn(env, 'DATA_DIR') ?? './.data', keyFile: textIn(env, 'KEY_FILE') };
}

/** S3_*, all of them or none; undefined where files are kept on disk. */
function readS3(env: Environment, faults: string[]): S3Settings | undefined {
  const names = ['S3_ENDPOINT', 'S3_BUCKET', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'] as const;
  const missing = names.filter((name) => !textIn(env, name));
  if (missing.length === names.length && !textIn(env, 'S3_REGION')) return undefined;
  if (missing.length > 0) faults.push(`${missing.join(', ')} ${missing.length > 1 ? 'are' : 'is'} missing beside the other S3_*.`);
  const endpoint = textIn(env, 'S3_ENDPOINT') ?? '';
  if (endpoint && !isWebAddress(endpoint)) faults.push(`S3_ENDPOINT must be a URL; it is "${endpoint}".`);
  return {
    endpoint: endpoint.replace(/\/+$/, ''),
    region: textIn(env, 'S3_REGION') ?? 'us-east-1',
    bucket: textIn(env, 'S3_BUCKET') ?? '',
    accessKeyId: textIn(env, 'S3_ACCESS_KEY_ID') ?? '',
    secretAccessKey: textIn(env, 'S3_SECRET_ACCESS_KEY') ?? '',
  };
}

/** With an offset, in this century, and of a day that the calendar has: Date makes 2 March of 30 February. */
function isInstant(text: string): boolean {
  const [day, time] = [text.slice(0, 10), text.slice(10)];
  if (!/^20\d\d-\d\d-\d\d$/.test(day) || !/^T([01]\d|2[0-3]):.*(Z|[+-]\d\d:\d\d)$/.test(time)) return false;
  const midnight = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(Date.parse(text)) && !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day);
}

const isWebAddress = (text: string): boolean => /^https?:$/.test(URL.parse(text)?.protocol ?? '');

/** Reads the environment and reports every fault at once; half a feature cannot start. */
export function readConfig(env: Environment): Config {
  const faults: string[] = [];
  const text = (name: string) => textIn(env, name);

  const host = text('HOST') ?? 'localhost';
  if (!isIP(host) && !/^\w([\w.-]*\w)?$/.test(host))
    faults.push(`HOST must be a host name or an IP address, without scheme and port; it is "${host}".`);

  const databaseUrl = text('DATABASE_URL');
  const fault = databaseUrl && faultOfDatabaseUrl(databaseUrl);
  if (fault) faults.push(fault);

  const isOn = (name: string): boolean => {
    const given = text(name);
    if (given !== null && given !== '1' && given !== '0') faults.push(`${name} must be 1 or 0; it is "${given}".`);
    return given === '1';
  };
  const demo = isOn('DEMO');
  const explorer = isOn('EXPLORER');
  const names = ['AUTH_ISSUER', 'AUTH_AUDIENCE', 'AUTH_JWKS_URL'] as const;
  const given = names.filter((name) => text(name));
  const missing = names.filter((name) => !text(name));
  if (demo && given.length > 0) faults.push(`DEMO=1 has an issuer of its own: leave ${given.join(', ')} out, or DEMO.`);
  else if (given.length > 0 && missing.length > 0)
    faults.push(`${missing.join(', ')} ${missing.length > 1 ? 'are' : 'is'} missing beside ${given.join(', ')}.`);
  else if (databaseUrl && given.length === 0 && !demo) {
    faults.push(
      'DATABASE_URL without AUTH_ISSUER, AUTH_AUDIENCE and AUTH_JWKS_URL would let nobody in. Set them, or DEMO=1 for demo data and demo tokens.',
    );
  }
  const jwksUrl = text('AUTH_JWKS_URL');
  if (jwksUrl && !isWebAddress(jwksUrl)) faults.push(`AUTH_JWKS_URL must be a URL; it is "${jwksUrl}".`);
  const keyFile = text('KEY_FILE');
  if (!demo && given.length > 0 && !keyFile)
    faults.push('KEY_FILE is missing: the file with the keys that seal personal data. Make one: KEY_FILE=<file> npm run db -- add-key');
  const whole = (name: string, most: number, least = 1): number | undefined => {
    const given = text(name);
    if (given === null) return undefined;
    const value = Number(given);
    if (!/^\d+$/.test(given) || value < least || value > most)
      faults.push(`${name} must be a whole number from ${least} to ${most}; it is "${given}".`);
    return value;
  };
  const port = whole('PORT', 65_535, 0) ?? 4_000;
  const adhoc = text('ADHOC_DOCUMENTS') ?? 'on';
  if (adhoc !== 'on' && adhoc !== 'off') faults.push(`ADHOC_DOCUMENTS must be on or off; it is "${adhoc}".`);
  const natsUrl = text('NATS_URL') ?? undefined;
  if (natsUrl && !(/^(nats|tls):\/\//.test(natsUrl) && URL.parse(natsUrl)?.hostname))
    faults.push('NATS_URL must look like nats://host:4222 or tls://host:4222.');
  const s3 = readS3(env, faults);
  const scannerUrl = text('ATTACHMENT_SCANNER_URL') ?? undefined;
  if (scannerUrl && !isWebAddress(scannerUrl)) faults.push(`ATTACHMENT_SCANNER_URL must be a URL; it is "${scannerUrl}".`);
  const responseBytes = whole('RESPONSE_BYTES', 268_435_456);
  const eventRetentionDays = whole('EVENT_RETENTION_DAYS', 3_650);
  const trustProxy = whole('TRUST_PROXY', 10, 0);
  const rate = (name: string) => whole(name, 100_000_000);
  const rates = {
    reports: rate('RATE_REPORTS'),
    uploads: rate('RATE_UPLOADS'),
    reveals: rate('RATE_REVEALS'),
    revocations: rate('RATE_REVOCATIONS'),
    failedTokens: rate('RATE_FAILED_TOKENS'),
    anonymous: rate('RATE_ANONYMOUS'),
  };
  const drainSeconds = whole('DRAIN_SECONDS', 3_600, 0);
  const keepAliveSeconds = whole('KEEP_ALIVE_SECONDS', 3_600);
  const streamConnections = whole('STREAM_CONNECTIONS', 1_000_000);
  const streamConnectionsOfOne = whole('STREAM_CONNECTIONS_OF_ONE', 1_000_000);
  const corsOrigins = text('CORS_ORIGINS')
    ?.split(/[\s,]+/)
    .filter((origin) => origin !== '');
  for (const origin of corsOrigins ?? [])
    if (origin !== '*' && !isOrigin(origin))
      faults.push(`CORS_ORIGINS takes origins such as https://board.example.com, separated by commas, or *; "${origin}" is neither.`);
  const now = text('DEMO_NOW');
  const demoNow = now === null ? undefined : new Date(now);
  if (demoNow && !isInstant(now!))
    faults.push(`DEMO_NOW must be an instant with its offset, such as 2026-11-22T08:00:00+08:00; it is "${now}".`);
  if (now !== null && jwksUrl)
    faults.push('DEMO_NOW is for the demo alone: leave it out, for posts, deadlines and tokens follow the real time.');
  if (faults.length > 0) throw new ConfigError(faults);

  return {
    port,
    host,
    databaseUrl,
    dataDir: text('DATA_DIR') ?? './.data',
    keyFile,
    s3,
    scannerUrl,
    auth: jwksUrl ? { issuer: text('AUTH_ISSUER')!, audience: text('AUTH_AUDIENCE')!, jwksUrl } : null,
    explorer,
    adhocDocuments: adhoc === 'off' ? false : undefined,
    natsUrl,
    responseBytes,
    eventRetentionDays,
    trustProxy,
    rates,
    drainSeconds,
    keepAliveSeconds,
    streamConnections,
    streamConnectionsOfOne,
    demoNow,
    corsOrigins,
  };
}

/** Demo mode: five communities, personas, and tokens signed by a key that the database keeps. */
export const isDemo = (config: Config): boolean => config.auth === null;

/** The page at /: part of the demo, elsewhere on request. */
export const hasExplorer = (config: Config): boolean => isDemo(config) || config.explorer === true;
