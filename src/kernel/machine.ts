export interface Move<State extends string> {
  readonly from: readonly State[];
  readonly to: State;
}

/** A state machine is a table of verbs: the states each may start from, and the state it leads to. */
export const machine = <const State extends string, const Verb extends string>(
  states: readonly State[],
  moves: Readonly<Record<Verb, Move<NoInfer<State>>>>,
) => ({
  states,
  moves,
  verbs: Object.keys(moves) as Verb[],
  can: (state: State, verb: Verb): boolean => moves[verb].from.includes(state),
  after: (verb: Verb): State => moves[verb].to,
});
