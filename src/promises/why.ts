/** Why a request does not end as promised, in words. */
import type { Stage } from "../trace/stage.ts";

export function targetText({ pass }: Stage): string {
  return pass?.target === undefined ? "somebody" : `\`${pass.target.host}\``;
}

/** How the request ends instead. */
export function whyOf(stage: Stage): string {
  const { end } = stage.walk;
  switch (end.kind) {
    case "status":
      return `the answer is ${end.status}, ${end.why}`;
    case "passed":
      return `it is passed to ${targetText(stage)}`;
    case "content":
      return end.what;
    case "refused":
    case "unknown":
      return end.why;
  }
}
