/** The words of `expect`: what is asked, then what must come of it. */
import {
  choice,
  endpoint,
  reference,
  text,
  word,
  type BlockDefinition,
  type WordDefinition,
} from "../word.ts";

const becomes = "a check";

const expectation: BlockDefinition = {
  words: {
    from: word("ADDRESS", { kind: "address" }, "the client", becomes),
    method: word("METHOD", text, "of the request", becomes, { default: "GET" }),
    host: word("NAME", text, "the Host header, when it is not the URL's host", becomes),
    header: {
      parameters: [
        { name: "NAME", type: text },
        { name: "VALUE", type: text },
      ],
      help: "a header of the request",
      becomes,
      many: true,
    },
    at: word("VIP | NGINX", text, "where it is sent to, when the URL does not tell", becomes),
    server: word("NAME", text, "the server that answers, by one of its names", becomes),
    location: {
      parameters: [{ name: "LOCATION", type: text, rest: true }],
      help: "the location that answers, as it is written; of a nested one the outer first",
      becomes,
    },
    status: word("STATUS", { kind: "status" }, "of the answer", becomes),
    access: word("HOW", choice("allowed", "denied"), "what the access rules say", becomes),
    upstream: word("NAME", text, "the upstream, or host and port, that gets the request", becomes),
    sends: word("URI", text, "what the upstream is asked for", becomes),
    redirect: word("URL", text, "where the client is sent", becomes),
    session: word("HOW", choice("kept"), "the next request finds the session", becomes),
    vip: {
      parameters: [
        { name: "VIP", type: reference("vip") },
        { name: "on HOST | served", type: text, rest: true },
      ],
      help: "who holds the address, or that somebody does",
      becomes,
      many: true,
    },
    virtual_server: {
      parameters: [
        { name: "VIP:PORT", type: endpoint },
        { name: "served | capacity PERCENT", type: text, rest: true },
      ],
      help: "a real server answers, or so much of the declared weight is left",
      becomes,
      many: true,
    },
    sessions: {
      parameters: [
        { name: "STORE", type: reference("session_store") },
        { name: "HOW", type: choice("kept") },
      ],
      help: "no session of the store is lost",
      becomes,
      many: true,
    },
  },
};

export const expect: WordDefinition = {
  parameters: [{ name: "URL | down HOST… | down any N", type: text, rest: true }],
  help: "what must hold for a request, or while hosts are down",
  becomes,
  many: true,
  block: expectation,
};
