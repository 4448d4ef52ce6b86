import { declaredIn } from "../../analysis/nginx/mentions.ts";
import type { Argument, Directive, NginxTier, Topology } from "../../model/topology.ts";
import type { Span } from "../../text/source.ts";
import type { Rule } from "../rule.ts";

/** A name that means one of two things: spec/rules/hygiene/shadowed-name.md. */
export const shadowedName: Rule = {
  code: "hygiene/shadowed-name",
  severity: "warning",
  summary: "nginx is given a name that two things have",
  *check(topology) {
    if (topology.nginxes.length === 0 || !isAnyTwice(topology)) return;
    const known = new Map<Kind, ReadonlyMap<string, Span>>([
      ["Tomcat", new Map(topology.tomcats.map((t) => [t.name, t.span]))],
      ["host", new Map(topology.hosts.map((h) => [h.name, h.span]))],
      ["vip", new Map(topology.vips.map((v) => [v.name, v.span]))],
    ]);
    for (const tier of topology.nginxes) {
      for (const { name, at, kinds } of usesIn(tier)) {
        const [taken, hidden] = kinds.flatMap((kind) => {
          const span = known.get(kind)?.get(name);
          return span === undefined ? [] : [{ kind, span }];
        });
        if (taken === undefined || hidden === undefined) continue;
        yield {
          span: at.span,
          message: `\`${name}\` is a ${taken.kind} and a ${hidden.kind}: the ${taken.kind} is taken here, and the ${hidden.kind} is not reached by its name`,
          related: [
            { span: taken.span, message: "taken" },
            { span: hidden.span, message: "hidden" },
          ],
          help: "rename one of them, or write the address",
        };
      }
    }
  },
};

type Kind = "Tomcat" | "host" | "vip";
type Use = {
  readonly name: string;
  readonly at: Argument;
  /** What the place may mean, the one that wins first. */
  readonly kinds: readonly Kind[];
};

function isAnyTwice({ hosts, vips, tomcats }: Topology): boolean {
  const all = [...hosts, ...vips, ...tomcats].map((x) => x.name);
  return new Set(all).size < all.length;
}

/** Places where nginx's statements take a name of the topology. */
function usesIn(tier: NginxTier): readonly Use[] {
  const upstreams = new Set(declaredIn(tier, "upstream").map((u) => u.name.toLowerCase()));
  const out: Use[] = [];
  const visit = (directives: readonly Directive[], inside: string): void => {
    for (const { name, args, block } of directives) {
      const [first] = args;
      if (block !== undefined) visit(block, name);
      if (first === undefined) continue;
      const [, text = "", port] = /^(?:\w+:\/\/)?([\w.-]+)(:\d+)?/.exec(first.value) ?? [];
      if (name === "server" && inside === "upstream")
        out.push({
          name: text,
          at: first,
          kinds: port === undefined ? ["Tomcat", "host", "vip"] : ["host", "vip"],
        });
      else if (name === "listen" && port !== undefined)
        out.push({ name: text, at: first, kinds: ["host", "vip"] });
      else if (name.endsWith("_pass") && !upstreams.has(text.toLowerCase()))
        out.push({ name: text, at: first, kinds: ["host", "vip"] });
    }
  };
  visit(tier.directives, "");
  return out;
}
