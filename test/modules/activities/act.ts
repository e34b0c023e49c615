import type { Client } from '../../kit/client.js';

export type Input = Readonly<Record<string, unknown>>;

/** What the payload of each verb calls the row. */
const entities: Readonly<Record<string, string>> = {
  registerForActivity: 'registration',
  withdrawFromActivity: 'registration',
  checkIn: 'registration',
  checkOut: 'registration',
  markAbsent: 'registration',
  submitHours: 'hours',
  approveHours: 'hours',
  rejectHours: 'hours',
  correctHours: 'hours',
};
/** Input types that several steps share. */
const inputs: Readonly<Record<string, string>> = {
  publishActivity: 'ActivityTransitionInput',
  openSignUp: 'ActivityTransitionInput',
  startActivity: 'ActivityTransitionInput',
  completeActivity: 'ActivityTransitionInput',
  cancelActivity: 'ReasonedActivityTransitionInput',
  approveHours: 'VolunteerHoursTransitionInput',
  rejectHours: 'ReasonedVolunteerHoursTransitionInput',
};

export interface Outcome {
  /** DONE, the code of a user error, or that of a fault. */
  readonly outcome: string;
  readonly path: string | null;
  readonly message: string | null;
  // biome-ignore lint/suspicious/noExplicitAny: the shape is the selection's.
  readonly row: any;
}

/** Performs a verb; `fields` is what is asked of the row. */
export async function perform(client: Client, verb: string, input: Input, fields = 'id state'): Promise<Outcome> {
  const type = inputs[verb] ?? `${verb[0]!.toUpperCase()}${verb.slice(1)}Input`;
  const { data, errors } = await client.ask(
    `mutation ($input: ${type}!) { done: ${verb}(input: $input) { row: ${entities[verb] ?? 'activity'} { ${fields} } userErrors { code path message } } }`,
    { input },
  );
  if (errors) return { outcome: String(errors[0]!.extensions?.code), path: null, message: errors[0]!.message, row: null };
  const { row, userErrors } = data.done;
  const [refusal] = userErrors;
  return refusal
    ? { outcome: refusal.code, path: refusal.path?.join('.') ?? null, message: refusal.message, row }
    : { outcome: 'DONE', path: null, message: null, row };
}

/** The row, of a verb that has to succeed. */
export async function done(client: Client, verb: string, input: Input, fields?: string) {
  const { outcome, message, row } = await perform(client, verb, input, fields);
  if (outcome !== 'DONE') throw new Error(`${verb}: ${outcome} ${message} ${JSON.stringify(input)}`);
  return row;
}

/** How to bring an activity from a draft to a state. */
const ways: Readonly<Record<string, readonly string[]>> = {
  DRAFT: [],
  PUBLISHED: ['publishActivity'],
  SIGN_UP: ['publishActivity', 'openSignUp'],
  ONGOING: ['publishActivity', 'startActivity'],
  COMPLETED: ['publishActivity', 'startActivity', 'completeActivity'],
  REPORTED: ['publishActivity', 'startActivity', 'completeActivity', 'reportActivity'],
  CANCELLED: ['cancelActivity'],
};

const more: Readonly<Record<string, Input>> = {
  reportActivity: { beneficiaryPersonTimes: 0, summary: '圆满结束' },
  cancelActivity: { reason: '天气原因' },
};

/** Takes the steps that lead from a draft to a state; from where it is, with `from`. */
export async function bring(runner: Client, id: string, state: string, from = 'DRAFT'): Promise<void> {
  for (const verb of ways[state]!.slice(ways[from]!.length)) await done(runner, verb, { id, ...more[verb] });
}

export const states = Object.keys(ways);

/** What every new activity says. */
export const said = { kind: 'THEME', venue: '居民活动室', startsAt: '2026-12-01T01:00:00Z', endsAt: '2026-12-01T03:00:00Z' } as const;

let made = 0;
/** An activity of an organisation or a team, brought to a state. Answers its id. */
export async function makeActivity(runner: Client, input: Input, state = 'DRAFT'): Promise<string> {
  const { id } = await done(runner, 'createActivity', { title: `活动${++made}`, ...said, ...input });
  await bring(runner, id, state);
  return id;
}
