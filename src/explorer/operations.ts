import type { Place } from './lookups.js';
import communityTree from './operations/1-community-tree.graphql?raw';
import holdersOfTwoPosts from './operations/2-holders-of-two-posts.graphql?raw';
import openIncidents from './operations/3-open-incidents.graphql?raw';
import reportIncident from './operations/4-report-incident.graphql?raw';
import watchIncidents from './operations/5-watch-incidents.graphql?raw';
import type { Language } from './texts.js';

export interface Operation {
  /** The operation's name, which is the tab's title. */
  readonly title: string;
  /** With comments in both languages, a line each. */
  readonly query: string;
  readonly variables: (place: Place) => Record<string, unknown>;
}

/** What a new user finds, one tab each, filled in so that it works as it stands. */
export const operations: readonly Operation[] = [
  { title: 'CommunityTree', query: communityTree, variables: ({ code, id }) => ({ community: code, within: id }) },
  { title: 'HoldersOfTwoPosts', query: holdersOfTwoPosts, variables: ({ id }) => ({ within: id }) },
  { title: 'OpenIncidents', query: openIncidents, variables: ({ grid }) => ({ grid: grid.code }) },
  {
    title: 'ReportIncident',
    query: reportIncident,
    variables: ({ grid, categoryId }) => ({
      input: { title: '路灯坏了', description: '三号楼前的路灯不亮', gridId: grid.id, categoryId, channel: 'WECHAT' },
    }),
  },
  { title: 'WatchIncidents', query: watchIncidents, variables: () => ({ after: null }) },
];

/** An operation with its comments in one language. */
export function textIn(language: Language, { query }: Operation): string {
  const isOfOther = (line: string) => line.startsWith('#') && /\p{Script=Han}/u.test(line) !== (language === 'zh');
  return query
    .split('\n')
    .filter((line) => !isOfOther(line))
    .join('\n');
}
