import { placesOf } from "../../analysis/directives.ts";
import type { Rule } from "../rule.ts";

/** try_files does not run when an `if` beside it is true: spec/rules/nginx/if-drops-try-files.md. */
export const ifDropsTryFiles: Rule = {
  code: "nginx/if-drops-try-files",
  severity: "error",
  summary: "try_files does not run when an `if` beside it is true",
  *check(topology) {
    for (const { block } of topology.nginxes.flatMap(placesOf)) {
      const files = block.name === "location" ? block.block?.find((d) => d.name === "try_files") : undefined;
      if (files === undefined) continue;
      for (const condition of block.block?.filter((d) => d.name === "if") ?? []) {
        if (condition.block?.some((d) => ANSWERS.test(d.name)) !== false) continue;
        yield {
          span: files.span,
          message: `when \`${condition.args.map((a) => a.value).join(" ")}\` holds, the request is answered inside the \`if\`, which has no try_files: it gets the file of its name, or 404`,
          related: [{ span: condition.span, message: "the condition" }],
          help: "move what the `if` sets into a `map`, or the try_files into a location of its own",
        };
      }
    }
  },
};

const ANSWERS = /^(return|rewrite|\w+_pass|include|break)$/;
