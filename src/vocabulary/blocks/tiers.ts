/** The words for Tomcats, memcacheds, redises and session stores. */
import {
  choice,
  duration,
  flag,
  integer,
  port,
  reference,
  size,
  text,
  word,
  yesNo,
  type BlockDefinition,
} from "../word.ts";

const attribute = {
  pattern: /^[A-Za-z][A-Za-z0-9]*$/,
  what: "an attribute",
  word: word("VALUE", text, "an attribute of the element, by Tomcat's name", "the attribute", { many: true }),
} as const;

export const tomcat: BlockDefinition = {
  words: {
    version: word("MAJOR", integer(9, 11), "of Tomcat", "which listeners and managers exist", {
      default: "10",
    }),
    connector: {
      ...word("PORT", port, "an HTTP connector", "<Connector>", { many: true, default: "8080" }),
      block: {
        words: {},
        open: {
          ...attribute,
          usual: [
            "maxConnections",
            "maxThreads",
            "acceptCount",
            "connectionTimeout",
            "keepAliveTimeout",
            "maxKeepAliveRequests",
          ],
        },
      },
    },
    context: {
      parameters: [{ name: "PATH", type: text }],
      many: true,
      help: "an application by its path",
      becomes: "<Context>",
      block: {
        words: {
          sessions: word("STORE", reference("session_store"), "where its sessions live", "<Manager>", {
            default: "the heap of each Tomcat",
          }),
          doc_base: word("PATH", text, "the application's folder or archive", "docBase"),
        },
        open: attribute,
      },
    },
    jvm_route: word(
      "WANTED",
      choice("auto", "none"),
      "a suffix of session ids that names the Tomcat",
      "jvmRoute",
      {
        default: "auto where the session store is sticky",
      },
    ),
    shutdown_port: word("PORT", integer(-1, 65_535), "-1 is off", "<Server port>", { default: "-1" }),
    remote_ip: {
      parameters: [],
      help: "take the client's address and scheme from the proxy's headers",
      becomes: "RemoteIpValve",
      block: {
        words: {
          internal_proxies: word("REGEX", text, "addresses that may set the headers", "internalProxies"),
          header: word("NAME", text, "the header with the client's address", "remoteIpHeader", {
            default: "X-Forwarded-For",
          }),
          protocol_header: word("NAME", text, "the header with the scheme", "protocolHeader", {
            default: "X-Forwarded-Proto",
          }),
        },
      },
    },
  },
};

export const memcached: BlockDefinition = {
  words: {
    port: word("PORT", port, "where it listens", "-p", { default: "11211" }),
    memory: word("SIZE", size(1024 ** 2, 1024 ** 5), "for items", "-m", { default: "64m" }),
    max_item_size: word("SIZE", size(512 * 1024, 1024 ** 3), "the largest item", "-I", { default: "1m" }),
    connections: word("COUNT", integer(1, 1_000_000), "at once", "-c", { default: "1024" }),
    no_evict: flag("refuse new items instead of dropping old ones", "-M"),
  },
};

export const redis: BlockDefinition = {
  words: {
    port: word("PORT", port, "where it listens", "port", { default: "6379" }),
    memory: word("SIZE", size(1024 ** 2, 1024 ** 5), "for data", "maxmemory", { default: "no limit" }),
    password: word("PASSWORD", text, "of its clients", "requirepass"),
    appendonly: word("WANTED", yesNo, "keep a log of changes on disk", "appendonly", {
      default: "yes on several hosts, else no",
    }),
  },
};

export const sessionStore: BlockDefinition = {
  words: {
    sticky: word("WANTED", yesNo, "sessions live in a Tomcat's heap, the store keeps a copy", "sticky", {
      default: "no",
    }),
    locking_mode: word("MODE", text, "none, all, auto or uriPattern:REGEX", "lockingMode", {
      default: "auto unless sticky",
    }),
    backup: {
      parameters: [{ name: "HOW", type: choice("sync", "async") }],
      help: "whether a request waits until its session is stored",
      default: "sync",
      becomes: "sessionBackupAsync",
      block: {
        words: {
          timeout: word(
            "TIME",
            duration(0.001, 3600),
            "how long a synchronous one may take",
            "sessionBackupTimeout",
            {
              default: "1s",
            },
          ),
        },
      },
    },
    ignore_uri: word(
      "REGEX",
      text,
      "requests that leave sessions alone; matched against `METHOD URI`",
      "requestUriIgnorePattern",
    ),
    transcoder: word(
      "NAME",
      choice("java", "kryo", "javolution", "xstream", "json"),
      "how sessions are written",
      "transcoderFactoryClass",
      {
        default: "java",
      },
    ),
    operation_timeout: word(
      "TIME",
      duration(0.001, 3600),
      "of the store, and of the wait for a lock",
      "operationTimeout",
      {
        default: "1s",
      },
    ),
    lock_expiration: word("TIME", duration(1, 3600), "how long a lock lives", "lockExpiration", {
      default: "5s",
    }),
    live_sessions: word("COUNT", integer(1, 1e9), "sessions alive at once", "the need of its memory"),
    session_size: word(
      "SIZE",
      size(1, 1024 ** 3),
      "of one session as it is stored",
      "the need of its memory",
    ),
    attribute_filter: word("REGEX", text, "only these attributes are stored", "sessionAttributeFilter"),
    key_prefix: word("TEXT", text, "before every key", "storageKeyPrefix or keyPrefix"),
    manager: word("KIND", choice("delta", "backup"), "of a cluster", "DeltaManager or BackupManager", {
      default: "delta",
    }),
    receiver_port: word("PORT", port, "of a cluster", "<Receiver port>", { default: "4000" }),
    read_mode: word("MODE", choice("REDIS", "MEMORY"), "of redis", "readMode", { default: "REDIS" }),
    update_mode: word("MODE", choice("DEFAULT", "AFTER_REQUEST"), "of redis", "updateMode", {
      default: "DEFAULT",
    }),
  },
};
