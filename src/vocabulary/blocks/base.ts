/** The words for versions, networks and hosts. */
import {
  address,
  choice,
  duration,
  endpoint,
  flag,
  integer,
  reference,
  since,
  size,
  text,
  word,
  type BlockDefinition,
} from "../word.ts";

export const target: BlockDefinition = {
  words: {
    keepalived: word(
      "VERSION",
      { kind: "version" },
      "the keepalived the files are for",
      "which keywords are known",
      {
        default: "2.2.7",
      },
    ),
    nginx: word("VERSION", { kind: "version" }, "the nginx the files are for", "which directives are known", {
      default: "1.22.1",
    }),
    kernel: word("VERSION", { kind: "version" }, "the Linux kernel of the hosts", "which sysctls exist", {
      default: "6.1",
    }),
    memcached: word("VERSION", { kind: "version" }, "the memcached of the hosts", "which options exist", {
      default: "1.6.18",
    }),
    redis: word("VERSION", { kind: "version" }, "the redis of the hosts", "which options exist", {
      default: "7.0.15",
    }),
    nginx_modules: {
      parameters: [{ name: "NAME", type: text, rest: true }],
      help: "third-party nginx modules in use; directives the catalogue lacks then pass",
      becomes: "nothing; unknown directives are kept as written",
    },
  },
};

export const network: BlockDefinition = {
  words: {
    gateway: {
      parameters: [{ name: "ADDRESS", type: address, rest: true }],
      help: "the router of the network, one address a family",
      becomes: "the way back of NAT and DR real servers that the checker looks at",
    },
    vrrp: word("HOW", choice("multicast", "unicast"), "how directors speak VRRP here", "unicast_peer", {
      default: "multicast",
    }),
    mtu: word("BYTES", integer(576, 65_535), "the largest packet", "the limit of addresses in an advert", {
      default: "1500",
    }),
  },
};

export const host: BlockDefinition = {
  words: {
    cpus: word("COUNT", integer(1, 4096), "processors", "worker_processes auto is this many"),
    memory: word("SIZE", size(1024 ** 2, 1024 ** 5), "main memory", "the bound of what its daemons may use"),
    file_max: word(
      "HANDLES",
      integer(1, 2 ** 53 - 1),
      "fs.file-max as the host has it",
      "the bound of its workers' files",
    ),
    nofile: word(
      "FILES",
      integer(1, 2 ** 30),
      "open files a service may have (LimitNOFILE)",
      "the bound of a worker's files",
    ),
    clock: {
      ...word("SOURCE", choice("ntp", "none"), "what keeps the clock", "etc/chrony/chrony.conf"),
      block: {
        words: {
          server: {
            parameters: [{ name: "HOST", type: text, rest: true }],
            help: "time servers",
            becomes: "server lines of chrony.conf",
            default: "the pool 2.debian.pool.ntp.org",
          },
        },
      },
    },
    gateway: word("ADDRESS", address, "the default router of this host", "the way back of its answers"),
    sysctl: {
      parameters: [
        { name: "KEY", type: text },
        { name: "VALUE", type: text },
      ],
      many: true,
      help: "a kernel setting as the operator wants it; it replaces the derived value and is judged",
      becomes: "a line of etc/sysctl.d/60-lbc.conf",
    },
    manage: {
      parameters: [
        { name: "WHAT", type: choice("arp") },
        { name: "ON", type: choice("on", "off") },
      ],
      help: "`manage arp off` leaves the ARP settings to other hands",
      default: "arp on",
      becomes: "the ARP lines of etc/sysctl.d/60-lbc.conf",
    },
  },
  open: {
    pattern: /^[A-Za-z][A-Za-z0-9_.-]{0,14}$/,
    what: "an interface",
    usual: ["eth0", "eth1", "lo"],
    word: {
      parameters: [{ name: "ADDRESS", type: { kind: "address-or-prefix" }, rest: true }],
      help: "an interface and its addresses; without a length they take that of their network. `lo` states addresses that other hands put there",
      becomes: "the interface of VRRP instances and sysctls",
      many: true,
    },
  },
};

const trackScript: BlockDefinition = {
  words: {
    script: word("COMMAND", text, "a command that fails when the node is unfit", "vrrp_script"),
    process: word("NAME", text, "a process that must run", "vrrp_track_process", {
      since: [since("keepalived", "2.0.11")],
    }),
    interface: word("NAME", { kind: "name" }, "an interface that must be up", "track_interface"),
    every: word("TIME", duration(1, 4294), "how often the script runs, whole seconds", "interval", {
      default: "1s",
    }),
    timeout: word("TIME", duration(1, 4294), "how long it may take, whole seconds", "timeout", {
      default: "`every`",
    }),
    weight: word("POINTS", integer(-253, 253), "added to the priority; 0 is a fault on failure", "weight", {
      default: "0",
    }),
    rise: word("TIMES", integer(1, 2 ** 31 - 1), "successes until it counts as up", "rise", { default: "1" }),
    fall: word("TIMES", integer(1, 2 ** 31 - 1), "failures until it counts as down", "fall", {
      default: "1",
    }),
    quorum: word("COUNT", integer(1, 65_535), "how many such processes must run", "quorum", { default: "1" }),
    delay: word("TIME", duration(0.000001, 3600), "how long to wait before a change counts", "delay", {
      default: "0s",
    }),
    user: word("NAME", { kind: "name" }, "who runs the script", "user", { default: "root" }),
  },
};

export const vip: BlockDefinition = {
  words: {
    virtual_router_id: word("ID", integer(1, 255), "the VRRP group on its segment", "virtual_router_id"),
    director: {
      parameters: [{ name: "HOST", type: reference("host") }],
      many: true,
      help: "a host that may hold the address",
      becomes: "a vrrp_instance in that host's keepalived.conf",
      block: {
        words: {
          priority: word("POINTS", integer(1, 255), "the highest holds the address", "priority", {
            required: true,
          }),
          interface: word("NAME", { kind: "name" }, "where it speaks VRRP", "interface", {
            default: "the one in the address's network",
          }),
        },
      },
    },
    on: word(
      "HOST",
      reference("host"),
      "the one host that holds the address, without VRRP",
      "lbc-ipvs.service",
    ),
    address: word(
      "ADDRESS",
      { kind: "address-or-prefix" },
      "a further address that moves along",
      "virtual_ipaddress",
      {
        many: true,
      },
    ),
    excluded: word(
      "ADDRESS",
      { kind: "address-or-prefix" },
      "a further address, not advertised; may be of the other family",
      "virtual_ipaddress_excluded",
      { many: true },
    ),
    advert_int: word("TIME", duration(0.01, 255), "between two adverts", "advert_int", { default: "1s" }),
    auth_pass: word("PASSWORD", text, "at most 8 bytes, sent in clear; VRRP version 2", "authentication", {
      default: "none",
    }),
    auth_type: word("TYPE", choice("PASS", "AH"), "how the password is used", "auth_type", {
      default: "PASS",
    }),
    version: word("NUMBER", integer(2, 3), "of VRRP", "version", { default: "2; 3 for IPv6" }),
    vrrp: word("HOW", choice("multicast", "unicast"), "how the directors speak", "unicast_peer", {
      default: "the network's",
    }),
    nopreempt: flag("a director that comes back leaves the address where it is", "nopreempt"),
    preempt: flag("the highest priority takes the address back (the default)", "nothing"),
    preempt_delay: word(
      "TIME",
      duration(0, 1000),
      "how long a director waits before it takes it back",
      "preempt_delay",
      { default: "0s" },
    ),
    track: {
      parameters: [{ name: "NAME", type: { kind: "name" } }],
      many: true,
      help: "something that must work for a director to hold the address",
      becomes: "vrrp_script and track_script, vrrp_track_process and track_process, or track_interface",
      block: trackScript,
    },
    strict: flag(
      "RFC 5798 to the letter; drops traffic to the address unless the priority is 255",
      "strict_mode",
    ),
    no_accept: flag("drop what is sent to the address itself", "no_accept"),
    accept: flag("answer on the address (the default)", "accept"),
    notify_master: word("SCRIPT", text, "runs when a director takes the address", "notify_master"),
    notify_backup: word("SCRIPT", text, "runs when a director lets it go", "notify_backup"),
    notify_fault: word("SCRIPT", text, "runs when a director fails", "notify_fault"),
    notify_stop: word("SCRIPT", text, "runs when keepalived stops", "notify_stop"),
    notify: word("SCRIPT", text, "runs on every change", "notify"),
    keepalived: {
      parameters: [],
      native: "keepalived",
      help: "keepalived's own statements for the vrrp_instance",
      becomes: "the same",
    },
  },
};

export const syncGroup: BlockDefinition = {
  words: {
    group: {
      parameters: [{ name: "VIP", type: reference("vip"), rest: true }],
      help: "the vips that move together",
      required: true,
      becomes: "vrrp_sync_group",
    },
    keepalived: {
      parameters: [],
      native: "keepalived",
      help: "keepalived's own statements for the vrrp_sync_group",
      becomes: "the same",
    },
  },
};

export const notify: BlockDefinition = {
  words: {
    email: {
      parameters: [{ name: "ADDRESS", type: text, rest: true }],
      help: "who is told",
      becomes: "notification_email",
    },
    from: word("ADDRESS", text, "the sender", "notification_email_from"),
    smtp: word("ADDRESS[:PORT]", endpoint, "the mail server; an address, not a name", "smtp_server"),
    timeout: word("TIME", duration(1, 3600), "for the mail server", "smtp_connect_timeout", {
      default: "30s",
    }),
  },
};
