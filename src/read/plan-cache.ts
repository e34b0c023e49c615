import { LRUCache } from 'lru-cache';
import { remembered } from '../kernel/memo.js';
import { type Answer, type Asked, PlanKey, type Question } from './plan-key.js';
import type { Run } from './run-input.js';
import type { Statement } from './sql.js';

/** All kept plans, by the texts of their statements and keys, in characters; in memory a plan is about three times that. */
const KEPT_CHARACTERS = 16 * 1_048_576;

/** The plans of one operation: a tree of the questions that they were planned by. Planning asks the same questions as long as the answers are the same. */
type Node = Branch | Leaf;

interface Branch {
  readonly question: Question;
  readonly answers: Map<Answer, Node>;
}

interface Leaf {
  readonly made: unknown;
  readonly entry: Entry;
}

interface Tree {
  root: Node | null;
}

/** Where a plan is kept, without keeping it or its document. */
interface Entry {
  readonly tree: WeakRef<Tree>;
  readonly path: readonly Answer[];
}

const isLeaf = (node: Node): node is Leaf => 'made' in node;

/** The plans of operations. A plan goes with its document, or when newer ones need the room. */
export class PlanCache {
  readonly #trees = new WeakMap<object, Map<string, Tree>>();
  readonly #entries = new LRUCache<Entry, number>({
    maxSize: KEPT_CHARACTERS,
    sizeCalculation: (size) => size,
    dispose: (_, { tree, path }) => {
      const kept = tree.deref();
      if (kept?.root) kept.root = without(kept.root, path, 0);
    },
  });

  /**
   * The plan for a run of an operation, made and kept the first time. `kind` tells apart what is planned of one operation. Throws what planning throws for
   * a run that it refuses; nothing is kept then.
   */
  get<T>(operation: object, kind: string, run: Run, make: (key: PlanKey) => T, statementsOf: (made: T) => readonly Statement[]): T {
    const trees = remembered(this.#trees, operation, () => new Map<string, Tree>());
    const tree = remembered(trees, kind, (): Tree => ({ root: null }));
    let node: Node | undefined = tree.root ?? undefined;
    while (node && !isLeaf(node)) node = node.answers.get(node.question.ask(run));
    if (node) {
      this.#entries.get(node.entry);
      return node.made as T;
    }
    const key = new PlanKey(run);
    const made = make(key);
    const asked = key.close();
    const entry: Entry = { tree: new WeakRef(tree), path: asked.map(({ answer }) => answer) };
    insert(tree, asked, { made, entry });
    const size = [...statementsOf(made).map(({ text }) => text), ...entry.path].reduce<number>(
      (sum, part) => sum + String(part).length + 1,
      1,
    );
    this.#entries.set(entry, size);
    return made;
  }
}

function insert(tree: Tree, asked: readonly Asked[], leaf: Leaf): void {
  let keep = (node: Node): void => {
    tree.root = node;
  };
  let node: Node | undefined = tree.root ?? undefined;
  for (const { id, ask, answer } of asked) {
    if (node && (isLeaf(node) || node.question.id !== id))
      throw new Error(
        `Planning asked ${id} where it asked something else before, of a run with the same answers: it depends on what it did not ask for.`,
      );
    const branch: Branch = node ?? { question: { id, ask }, answers: new Map() };
    if (!node) keep(branch);
    node = branch.answers.get(answer);
    keep = (next) => void branch.answers.set(answer, next);
  }
  keep(leaf);
}

/** The node without the plan at the end of the path; null where nothing is left. */
function without(node: Node, path: readonly Answer[], depth: number): Node | null {
  if (isLeaf(node)) return null;
  const answer = path[depth];
  const next = node.answers.get(answer);
  if (next && without(next, path, depth + 1) === null) node.answers.delete(answer);
  return node.answers.size === 0 ? null : node;
}
