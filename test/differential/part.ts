/** One part of the comparison: random configurations, requests, and what the model says to each. */
import type * as model from "./model.ts";
import type { Random } from "./random.ts";

export type Model = typeof model;

export type Question = {
  /** Index into the addresses of the round. */
  readonly to: number;
  /** The whole request, one character a byte. */
  readonly request: string;
};

/** What nginx answered, or the model says that it answers: `200 text`, `301 place`, or a status alone. */
export type Answer = string;

export type Round = {
  /** Statements of the http section. `{listen0}` and on stand for the addresses. */
  readonly http: string;
  /** How many addresses are needed, and of which kind. */
  readonly addresses: readonly Place[];
  readonly questions: readonly Question[];
  /** Answers in order; undefined where the model says that it does not know. */
  readonly predict: (model: Model) => readonly (Answer | undefined)[];
  /** The configuration that a question is about, for a person. */
  readonly about?: (question: number) => string;
  /** What `nginx -t` must warn of, if the part looks at that. */
  readonly warnings?: (model: Model) => readonly string[];
};
/** A socket of the round's own folder, or an address of the loopback network with a port that is free. */
export type Place = "unix" | { readonly host: string; readonly port: number };

export type Part = {
  readonly name: string;
  /** Makes a round of about this many questions. */
  readonly round: (random: Random, questions: number) => Round;
};

/** A word that nginx reads back exactly. */
export function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, "\\$&")}"`;
}

export function get(target: string, host: string, extra = ""): string {
  return `GET ${target} HTTP/1.1\r\nHost: ${host}\r\n${extra}\r\n`;
}
