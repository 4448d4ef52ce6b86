import { rules } from "../rules/rules.ts";
import { didYouMean } from "../text/suggest.ts";
import type { ExitCode, Io } from "./io.ts";
import { readPage } from "./pages.ts";

/** `lbc explain CODE`: prints the page of a rule, or what is said of another problem. */
export function runExplain(code: string, io: Io): ExitCode {
  const page = pageOf(code, (path) => readPage(io.pages, path));
  if (page !== undefined) {
    io.out(page);
    return 0;
  }
  const meant = didYouMean(
    code,
    rules.map((r) => r.code),
  );
  const help = meant === undefined ? "`lbc rules` lists them" : `did you mean \`${meant}\`?`;
  io.err(`lbc: no rule or problem is called \`${code}\`; ${help}\n`);
  return 2;
}

/** The page of a rule, or what is said of another problem; `read` takes a path below spec/. */
export function pageOf(code: string, read: (path: string) => string): string | undefined {
  const { path, anchor } = pagePlace(code);
  return anchor === "" ? read(path) : sectionOf(read(path), code);
}

/** Where that page is, below spec/. */
export function pagePlace(code: string): { readonly path: string; readonly anchor: string } {
  const isRule = rules.some((rule) => rule.code === code);
  return isRule
    ? { path: `rules/${code}.md`, anchor: "" }
    : { path: "problems.md", anchor: `#${code.replace("/", "")}` };
}

/** The section of a page with this heading of the third level. */
function sectionOf(page: string, heading: string): string | undefined {
  const sections = page.split(/^### /m).slice(1);
  const found = sections.find((section) => section.split("\n")[0] === heading);
  return found === undefined ? undefined : `# ${found.split(/^## /m)[0]?.trimEnd() ?? ""}\n`;
}
