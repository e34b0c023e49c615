import { personas } from './personas.js';

/** Says at start who one can be in the demo, and one line to try. */
export function announce(say: (line: string) => void): void {
  say('Demo: five communities (000 … 004), invented people. Whom you can be:');
  for (const [persona, meaning] of Object.entries(personas)) say(`  ${persona.padEnd(18)} ${meaning}`);
  say('A token for one of them: npm run -s token -- --as community-cadre --community 000');
}
