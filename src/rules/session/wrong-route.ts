import { scenesOf } from "./words.ts";
import type { Rule } from "../rule.ts";
import { placeKey } from "../../text/source.ts";

/** A map on the route that does not lead to the Tomcat of that route: spec/rules/session/wrong-route.md. */
export const wrongRoute: Rule = {
  code: "session/wrong-route",
  severity: "error",
  summary: "a map on the route that does not lead to the Tomcat of that route",
  *check(topology) {
    const seen = new Set<string>();
    for (const { path, tier, scene } of scenesOf(topology)) {
      const { map, chooser } = path;
      if (map === undefined || tier.jvmRoutes === undefined || seen.has(placeKey(chooser.span))) continue;
      // What an expression matches is not compared.
      if (scene.tomcats.length < 2 || map.targets.some((t) => t.route?.startsWith("~") === true)) continue;
      // A line that leads to no upstream with a declared host is nginx/no-resolver's, or nobody's to judge.
      if ([...map.servers.values()].some((hosts) => hosts.length === 0)) continue;
      for (const [i, host] of tier.hosts.entries()) {
        const route = tier.jvmRoutes[i] ?? "";
        const led = map.servers.get(route);
        if (!path.tomcats.includes(host) || (led !== undefined && led.includes(host))) continue;
        seen.add(placeKey(chooser.span));
        const line = map.targets.find((t) => t.route === route);
        yield {
          span: line?.span ?? chooser.span,
          message:
            led === undefined
              ? `${chooser.name} has no line for \`${route}\`: sessions of ${host.name} go to any Tomcat, which takes them over, and so on with every request`
              : `${chooser.name} sends the sessions of ${host.name} elsewhere: each request of theirs finds an older copy, or none`,
          related: [{ span: host.span, message: `its sessions end in \`.${route}\`` }],
          help: `lead \`${route}\` to an upstream in which ${host.name} is the server and the others are \`backup\``,
        };
      }
    }
  },
};
