/** server.xml, context.xml and what they name, for every host of every tomcat. */
import type { Topology } from "../model/topology.ts";
import type { Artifact, Line, Target } from "./artifact.ts";
import { contextFile, defaultContext, globalContext, ownContext } from "./tomcat/context.ts";
import { placeOf } from "./tomcat/place.ts";
import { redissonConfig, redissonPath, redissonStores } from "./tomcat/redisson.ts";
import { server } from "./tomcat/server.ts";
import { xmlDocument } from "./xml.ts";

export const tomcat: Target = { name: "tomcat", emit };

function emit(topology: Topology): readonly Artifact[] {
  const out: Artifact[] = [];
  for (const tier of topology.tomcats) {
    const contexts = defaultContext(tier) === undefined ? tier.contexts : [];
    for (const host of tier.hosts) {
      const place = placeOf(topology, tier, host);
      const add = (path: string, purpose: string, lines: readonly Line[]): void => {
        out.push({
          path: `${place.folder}/${path}`,
          host: host.name,
          install: `${place.conf}/${path}`,
          // Passwords of stores and connectors are for Tomcat's eyes.
          mode: 0o640,
          owner: "root:tomcat",
          purpose,
          service: { name: place.service, action: "restart" },
          lines,
        });
      };
      add(
        "server.xml",
        `Tomcat ${tier.name}: ports, engine, cluster`,
        xmlDocument(server(tier, host), topology.source),
      );
      add(
        "context.xml",
        `Tomcat ${tier.name}: what holds for every application`,
        xmlDocument(globalContext(tier, host, place), topology.source),
      );
      for (const context of contexts) {
        add(
          `Catalina/localhost/${contextFile(context.path)}`,
          `Tomcat ${tier.name}: the application at ${context.path}`,
          xmlDocument(ownContext(tier, host, place, context), topology.source),
        );
      }
      for (const store of redissonStores(tier)) {
        add(
          redissonPath(tier, store),
          `Tomcat ${tier.name}: how Redisson reaches ${store.tier.name}`,
          redissonConfig(store, topology.source),
        );
      }
    }
  }
  return out;
}
