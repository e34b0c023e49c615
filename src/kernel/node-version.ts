/** What is started imports this alone, and loads the rest after it: an older Node could not read that. package.json names the same version. */
const OLDEST = '22.18';

const numbersOf = (version: string): number[] => version.split('.').map(Number);
const [major = 0, minor = 0] = numbersOf(process.versions.node);
const [oldestMajor = 0, oldestMinor = 0] = numbersOf(OLDEST);
if (major < oldestMajor || (major === oldestMajor && minor < oldestMinor)) {
  console.error(`Mulin needs Node ${OLDEST} or newer; this is Node ${process.versions.node}.`);
  process.exit(1);
}

export {};
