import { attributeOf, readsCookieOf, sessionCookie, sessionPaths } from "../../analysis/session-paths.ts";
import type { Rule } from "../rule.ts";
import { placeKey } from "../../text/source.ts";

/** Nginx reads a cookie that the application does not set: spec/rules/session/cookie-name.md. */
export const cookieName: Rule = {
  code: "session/cookie-name",
  severity: "error",
  summary: "nginx reads a cookie that the application does not set",
  *check(topology) {
    const seen = new Set<string>();
    for (const [context, paths] of sessionPaths(topology)) {
      for (const { cookie, chooser, map, tomcats } of paths) {
        if (cookie === undefined || tomcats.length < 2 || readsCookieOf(cookie, context)) continue;
        // A hash of another cookie may be one that the application sets itself.
        if (map === undefined && cookie.toLowerCase() !== "jsessionid") continue;
        if (seen.has(placeKey(chooser.span))) continue;
        seen.add(placeKey(chooser.span));
        const off = attributeOf(context, "cookies") === "false";
        yield {
          span: chooser.span,
          message: `${chooser.name} reads the cookie \`${cookie}\`, and \`${context.path}\` ${off ? "puts its session's id into the path instead of a cookie" : `calls its own \`${sessionCookie(context)}\``}: nginx sees no session, and ${map === undefined ? "sends every browser to one Tomcat" : "a browser goes to any Tomcat"}`,
          related: [{ span: context.span, message: "the context" }],
          help: off ? "remove `cookies false`" : `read \`$cookie_${sessionCookie(context)}\``,
        };
      }
    }
  },
};
