import type { Reporter, TestModule } from 'vitest/node';

const SHOWN = 10;

/** Prints the files of a run that took the longest, loading included, once the run has ended. */
export default class SlowestFiles implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const files = modules
      .map((module) => {
        const { collectDuration, duration } = module.diagnostic();
        return { name: module.relativeModuleId, seconds: (collectDuration + duration) / 1000 };
      })
      .sort((one, other) => other.seconds - one.seconds)
      .slice(0, SHOWN);
    console.log(
      `\n The ${files.length} slowest files\n${files.map(({ name, seconds }) => `${seconds.toFixed(1).padStart(8)} s  ${name}`).join('\n')}\n`,
    );
  }
}
