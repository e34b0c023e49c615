import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take long for their size: they wait for processes, browsers and databases, or play thousands of cases. */
const LONG =
  /\/(browser|faults|clients)\/|\/server\/(process|rolling-restart|signals|health|keys)\.|\/db\/(embedded|backup)\.|\/access\/(reads|verbs|stream|canary)\.|\/modules\/matrix\.|\/incidents\/(matrix|sight|attachments)|\/read\/fuzz\.|\/demo\/figures\.|\/api\/relay\./;

/** The long files begin first, so that no worker is left alone with one at the end. */
export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification) => LONG.test(moduleId);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}
