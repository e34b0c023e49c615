import type pg from 'pg';
import { demoToken } from '../demo/issuer.js';
import { communities } from '../demo/load.js';
import { type Persona, personas } from '../demo/personas.js';

/** Where the demo hands out tokens for its invented people. */
export interface DemoDesk {
  readonly personas: Readonly<Record<string, string>>;
  readonly communities: readonly string[];
  /** Null for whom or what the demo does not have. */
  tokenFor(persona: unknown, community: unknown): Promise<string | null>;
}

export const openDemoDesk = (pool: pg.Pool): DemoDesk => ({
  personas,
  communities: Object.keys(communities),
  async tokenFor(persona, community) {
    const isKnown = Object.hasOwn(personas, String(persona)) && Object.hasOwn(communities, String(community));
    return isKnown ? demoToken(pool, String(persona) as Persona, String(community)) : null;
  },
});
