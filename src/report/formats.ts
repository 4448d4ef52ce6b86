/** The formats of `lbc check --format`, by name. */
import { byPlace } from "../problems/order.ts";
import type { Problem } from "../problems/problem.ts";
import { renderGithub } from "./github.ts";
import { renderGitlab } from "./gitlab.ts";
import { renderJson } from "./json.ts";
import { renderJunit } from "./junit.ts";
import type { ReportContext } from "./place.ts";
import { renderSarif } from "./sarif.ts";

type Render = (problems: readonly Problem[], context: ReportContext) => string;

const inOrder =
  (render: Render): Render =>
  (problems, context) =>
    render(problems.toSorted(byPlace), context);

/** What a machine reads; `text`, for people, is the other one. */
export const machineFormats: Readonly<Record<string, Render>> = {
  json: inOrder(renderJson),
  sarif: inOrder(renderSarif),
  github: inOrder(renderGithub),
  gitlab: inOrder(renderGitlab),
  junit: inOrder(renderJunit),
};
