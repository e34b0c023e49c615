import type { EntitySchema } from '@mikro-orm/core';
import type { RoleSource } from '../auth/viewer.js';
import type { AnyJob } from '../jobs/job.js';
import type { Reads } from '../read/noun.js';
import type { Keep, Mover } from '../work/keeps.js';
import type { Verb } from '../work/verb.js';

/** A module's face: the tables it owns, its verbs, the resolvers of its root fields, how its nouns are read, its scheduled work. */
export interface Module {
  readonly name: string;
  /** The modules whose types, rows and rules it uses. Everything else of the modules is unknown to it. */
  readonly after: readonly string[];
  readonly entities: readonly EntitySchema[];
  // biome-ignore lint/complexity/noBannedTypes: type-graphql takes resolver classes as functions.
  readonly resolvers: readonly Function[];
  /** Its mutations. */
  readonly verbs?: readonly Verb[];
  readonly reads: readonly Reads[];
  /** What of it hangs on rows of this or an earlier module, and what becomes of it when those end. */
  readonly keeps?: readonly Keep[];
  /** What moves along when places move, beside the copies of places. */
  readonly movers?: readonly Mover[];
  /** The roles that follow from its rows. What changes them emits a `directory` event of the person. */
  readonly roles?: readonly RoleSource[];
  /** Its scheduled work. */
  readonly jobs?: readonly AnyJob[];
}

export const defineModule = (module: Module): Module => module;

/** The modules, each after those that it names in `after`. Throws where a name is unknown, or where modules name each other. */
export function inOrder(modules: readonly Module[]): readonly Module[] {
  const byName = new Map(modules.map((module) => [module.name, module]));
  const ordered = new Set<Module>();
  const place = (module: Module, waiting: readonly string[]): void => {
    if (ordered.has(module)) return;
    if (waiting.includes(module.name)) throw new Error(`Modules come after each other: ${[...waiting, module.name].join(' → ')}.`);
    for (const name of module.after) {
      const earlier = byName.get(name);
      if (!earlier) throw new Error(`The module ${module.name} comes after ${name}, which is no module.`);
      place(earlier, [...waiting, module.name]);
    }
    ordered.add(module);
  };
  for (const module of modules) place(module, []);
  return [...ordered];
}
