/** The words for virtual servers, their real servers and health checks. */
import {
  choice,
  duration,
  endpoint,
  flag,
  integer,
  port,
  since,
  text,
  word,
  type BlockDefinition,
  type WordDefinition,
} from "../word.ts";

export const check: WordDefinition = {
  parameters: [
    {
      name: "KIND",
      type: {
        ...choice("http", "ssl", "tcp", "smtp", "dns", "udp", "misc", "ping", "none"),
        since: { udp: [since("keepalived", "2.1.0")], ping: [since("keepalived", "2.1.0")] },
      },
    },
  ],
  many: true,
  help: "how a real server is known to work; `none` says that nothing looks",
  becomes: "HTTP_GET, SSL_GET, TCP_CHECK, SMTP_CHECK, DNS_CHECK, UDP_CHECK, MISC_CHECK or PING_CHECK",
  block: {
    words: {
      path: word("PATH", text, "what to ask for (http, ssl)", "url path", { many: true, default: "/" }),
      status: {
        parameters: [
          { name: "STATUS", type: { kind: "status", since: [since("keepalived", "2.0.17")] }, rest: true },
        ],
        help: "which answers are good (http, ssl)",
        default: "200-299",
        becomes: "status_code",
      },
      digest: word("MD5", text, "of the answer's body, 32 hex digits (http, ssl)", "digest"),
      virtualhost: word("HOST", text, "the Host header (http, ssl)", "virtualhost"),
      sni: flag("send the host name in the handshake (ssl)", "enable_sni"),
      every: word("TIME", duration(0.001, 86_400), "between two checks", "delay_loop", { default: "6s" }),
      timeout: word("TIME", duration(0.001, 4294), "until it counts as failed", "connect_timeout", {
        default: "5s; misc: `every`",
      }),
      retry: word("TIMES", integer(0, 1000), "tries again after a failure, before it is out", "retry", {
        default: "1; dns 3, misc 0",
      }),
      delay_before_retry: word("TIME", duration(0, 86_400), "before asking again", "delay_before_retry", {
        default: "1s; http and ssl 3s, dns `every`",
      }),
      warmup: word("TIME", duration(0, 86_400), "random delay of the first check, at most", "warmup", {
        default: "`every`",
      }),
      port: word("PORT", port, "where it asks", "connect_port", { default: "the real server's" }),
      helo: word("NAME", text, "how it greets (smtp)", "helo_name", {
        default: "smtpchecker.keepalived.org",
      }),
      type: word(
        "TYPE",
        choice("A", "NS", "CNAME", "SOA", "MX", "TXT", "AAAA", "RRSIG", "DNSKEY"),
        "the record asked for (dns)",
        "type",
        { default: "SOA" },
      ),
      name: word("NAME", text, "the name asked for (dns)", "name", { default: "." }),
      payload: word("HEX", text, "what is sent (udp)", "payload", { since: [since("keepalived", "2.2.0")] }),
      reply: word("HEX", text, "what must come back (udp)", "require_reply"),
      script: word("COMMAND", text, "exits with 0 when it works (misc)", "misc_path"),
      dynamic: flag("the exit code sets the weight (misc)", "misc_dynamic"),
      user: word("NAME", { kind: "name" }, "who runs the script (misc)", "user", { default: "root" }),
    },
  },
};

export const virtualServer: BlockDefinition = {
  words: {
    forward: word("HOW", choice("dr", "nat", "tun"), "how packets reach the real servers", "lb_kind", {
      required: true,
    }),
    tunnel: {
      parameters: [
        {
          name: "TYPE",
          type: {
            ...choice("ipip", "gre", "gue"),
            since: {
              gre: [since("keepalived", "2.0.18"), since("kernel", "5.3")],
              gue: [since("keepalived", "2.0.18"), since("kernel", "5.2")],
            },
          },
        },
      ],
      help: "the tunnel of `forward tun`",
      default: "ipip",
      becomes: "lb_kind TUN type",
      block: {
        words: {
          port: word("PORT", port, "of a gue tunnel", "port"),
          checksum: word("HOW", choice("nocsum", "csum", "remcsum"), "of a gre or gue tunnel", "csum"),
        },
      },
    },
    scheduler: {
      parameters: [
        {
          name: "SCHEDULER",
          type: {
            ...choice(
              "rr",
              "wrr",
              "lc",
              "wlc",
              "lblc",
              "lblcr",
              "sh",
              "mh",
              "dh",
              "fo",
              "ovf",
              "sed",
              "nq",
              "twos",
            ),
            since: { mh: [since("kernel", "4.18")], twos: [since("keepalived", "2.2.5")] },
          },
        },
        {
          name: "FLAG",
          type: {
            ...choice("sh-port", "sh-fallback", "mh-port", "mh-fallback", "flag-1", "flag-2", "flag-3"),
            since: {
              "mh-port": [since("keepalived", "2.0.20")],
              "mh-fallback": [since("keepalived", "2.0.20")],
            },
          },
          optional: true,
          rest: true,
        },
      ],
      help: "who gets the next connection",
      default: "wlc",
      becomes: "lb_algo",
    },
    ops: flag("one packet scheduling; UDP only", "ops"),
    protocol: word("PROTOCOL", choice("tcp", "udp", "sctp"), "also as `web:53/udp`", "protocol", {
      default: "tcp",
    }),
    fwmark: word(
      "MARK",
      integer(1, 2 ** 32 - 1),
      "joins the ports into one service by a firewall mark",
      "virtual_server fwmark",
    ),
    persistence: word(
      "TIME",
      duration(1, 2_678_400),
      "a client stays with its real server this long",
      "persistence_timeout",
      { default: "off" },
    ),
    persistence_granularity: word(
      "LENGTH",
      integer(0, 128),
      "clients of such a block count as one",
      "persistence_granularity",
      { default: "32; 128 for IPv6" },
    ),
    persistence_engine: word("ENGINE", choice("sip"), "what makes a client", "persistence_engine"),
    quorum: word("WEIGHT", integer(1, 2 ** 32 - 1), "the weight that must live", "quorum", { default: "1" }),
    hysteresis: word("WEIGHT", integer(0, 2 ** 32 - 1), "around the quorum", "hysteresis", { default: "0" }),
    quorum_up: word("SCRIPT", text, "runs when the quorum is reached", "quorum_up"),
    quorum_down: word("SCRIPT", text, "runs when it is lost", "quorum_down"),
    alpha: flag("real servers start out until the first success", "alpha"),
    omega: flag("notify on stop as well", "omega"),
    inhibit_on_failure: flag("weight 0 instead of removal", "inhibit_on_failure"),
    virtualhost: word("HOST", text, "the Host header of HTTP checks", "virtualhost"),
    sorry_server: word("HOST:PORT", endpoint, "answers when no real server does", "sorry_server"),
    check: { ...check, default: "none" },
    real_server: {
      parameters: [{ name: "HOST[:PORT]", type: endpoint }],
      many: true,
      required: true,
      help: "a host that serves; its port is the virtual server's unless it says so",
      becomes: "real_server",
      block: {
        words: {
          weight: word("WEIGHT", integer(0, 2_147_483_647), "its share", "weight", { default: "1" }),
          upper_threshold: word(
            "CONNECTIONS",
            integer(0, 2 ** 32 - 1),
            "no more than this many",
            "uthreshold",
            { default: "0: no limit" },
          ),
          lower_threshold: word(
            "CONNECTIONS",
            integer(0, 2 ** 32 - 1),
            "new ones again below this",
            "lthreshold",
            { default: "0: the same" },
          ),
          notify_up: word("SCRIPT", text, "runs when it is back", "notify_up"),
          notify_down: word("SCRIPT", text, "runs when it is out", "notify_down"),
          inhibit_on_failure: flag("weight 0 instead of removal", "inhibit_on_failure"),
          check: { ...check, default: "the virtual server's" },
        },
      },
    },
    keepalived: {
      parameters: [],
      native: "keepalived",
      help: "keepalived's own statements for the virtual_server",
      becomes: "the same",
    },
  },
};
