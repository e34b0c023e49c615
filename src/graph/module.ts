import type { EntitySchema } from '@mikro-orm/core';
import type { Reads } from '../read/noun.js';
import type { Verb } from '../work/verb.js';

/** A module's face: the tables it owns, its verbs, the resolvers of its root fields, and how its nouns are read. */
export interface Module {
  readonly name: string;
  readonly entities: readonly EntitySchema[];
  // biome-ignore lint/complexity/noBannedTypes: type-graphql takes resolver classes as functions.
  readonly resolvers: readonly Function[];
  /** Its mutations. */
  readonly verbs?: readonly Verb[];
  readonly reads: readonly Reads[];
}

export const defineModule = (module: Module): Module => module;
