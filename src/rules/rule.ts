/** What a rule is: one mistake that the programs accept and people suffer from. */
import type { Topology } from "../model/topology.ts";
import type { Fix, Related, Severity } from "../problems/problem.ts";
import type { Span } from "../text/source.ts";

/** One place where a rule is broken. */
export type Finding = {
  readonly span: Span;
  /** What is wrong and what happens then, with a witness: a URI, an address, a sequence of failures. */
  readonly message: string;
  /** The other places of a mistake that is made in several. */
  readonly related?: readonly Related[];
  /** What to do, as an instruction. */
  readonly help?: string;
  readonly fix?: Fix;
  /** When this case is less or more grave than the rule. */
  readonly severity?: Severity;
};

/** A number that `lbc.json` may set. */
export type RuleOption = {
  readonly default: number;
  readonly min: number;
  readonly max: number;
  /** One line, with the unit. */
  readonly help: string;
};
export type RuleOptions = Readonly<Record<string, number>>;

export type Rule = {
  /** `family/name`: the rule's file below src/rules, its page below spec/rules, its fixtures below test/rules. */
  readonly code: string;
  readonly severity: Severity;
  /** One line. */
  readonly summary: string;
  readonly options?: Readonly<Record<string, RuleOption>>;
  /** Sees only topologies without errors. `options` holds every option the rule declares. */
  readonly check: (topology: Topology, options: RuleOptions) => Iterable<Finding>;
};
