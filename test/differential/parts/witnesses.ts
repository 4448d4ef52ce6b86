/** Every witness of the verdicts on random locations: nginx must answer it from the location it is said to be of. */
import { targetOf } from "../../../src/semantics/nginx/uri.ts";
import { locationVerdicts } from "../../../src/semantics/nginx/verdicts/locations.ts";
import * as realModel from "../model.ts";
import { get, type Part } from "../part.ts";
import { VERSION } from "./level.ts";
import { make } from "./locations.ts";

export const witnesses: Part = {
  name: "witnesses",
  round(random, count) {
    const texts: string[] = [];
    const asked: { target: string; host: string; merge: boolean; answer: string; about: string }[] = [];
    while (asked.length < count) {
      const { server, text } = make(random.below(2 ** 31), realModel);
      const merge = server.mergeSlashes === true;
      const host = `s${texts.length}`;
      texts.push(`server { listen {listen${merge ? 0 : 1}}; server_name ${host}; ${text} }`);
      for (const [{ action }, verdict] of locationVerdicts(server, VERSION, merge)) {
        if (verdict.kind !== "reachable" && verdict.kind !== "contrived") continue;
        asked.push({ target: targetOf(verdict.witness), host, merge, answer: `200 ${action}`, about: text });
      }
    }
    return {
      http: [
        "server { listen {listen0} default_server; server_name _; merge_slashes on; }",
        "server { listen {listen1} default_server; server_name _; merge_slashes off; }",
        ...texts,
      ].join("\n"),
      addresses: ["unix", "unix"],
      about: (i) => asked[i]?.about ?? "",
      questions: asked.map(({ target, host, merge }) => ({ to: merge ? 0 : 1, request: get(target, host) })),
      predict: () => asked.map(({ answer }) => answer),
    };
  },
};
