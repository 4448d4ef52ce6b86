/**
 * Values that are right one by one, and that nginx refuses together once it has merged the levels they stand on: the
 * ngx_http_*_merge_*_conf of its modules. Defaults are those of 64 bits and pages of 4 kB.
 */
import { readsMore } from "../../analysis/nginx/mentions.ts";
import type { Directive } from "../../model/topology.ts";
import type { Report } from "../../problems/problem.ts";
import { readSize } from "../../semantics/nginx/words.ts";
import { judgeEach } from "../../syntax/kept.ts";
import { FREE_FORM, MAIN_BLOCKS } from "../../vocabulary/nginx.ts";
import { compareVersions, type Version } from "../../vocabulary/version.ts";

/** What holds on a level. */
type Level = {
  readonly around?: Level;
  /** The statements of the level itself. */
  readonly own: readonly Directive[];
  /** Of every name, the statements that hold here. */
  readonly of: ReadonlyMap<string, readonly Directive[]>;
  /** Whether an included file may say otherwise. */
  readonly open: boolean;
  /** Whether `ssl_trusted_certificate` suffices to verify clients. */
  readonly trusts: boolean;
};
type Judge = (level: Level, block: readonly Directive[], report: Report) => void;

const PAGE = 4096n;

const sizeOf = (level: Level, name: string, at: number, otherwise: bigint): bigint => {
  const text = level.of.get(name)?.[0]?.args[at]?.value;
  return text === undefined ? otherwise : (readSize(text) ?? otherwise);
};
const shown = (bytes: bigint): string =>
  bytes % 1024n === 0n && bytes > 0n ? `${bytes / 1024n}k` : `${bytes}`;

const buffers =
  (module: string): Judge =>
  (level, _, report) => {
    const one = `${module}_buffer_size`;
    const all = `${module}_buffers`;
    const busyName = `${module}_busy_buffers_size`;
    const count = sizeOf(level, all, 0, 8n);
    const each = sizeOf(level, all, 1, PAGE);
    const first = sizeOf(level, one, 0, PAGE);
    const most = each > first ? each : first;
    const room = (count - 1n) * each;
    const busy = sizeOf(level, busyName, 0, 2n * most);
    const wrong = (message: string, names: readonly string[], help: string): void =>
      reportAt(level, names, { code: "nginx/buffers", message, help }, report);
    const larger = (name: string, value: bigint): boolean => {
      if (value >= most) return false;
      const what = first > each ? `\`${one}\`` : `one of the \`${all}\``;
      wrong(
        `\`${name}\` is ${shown(value)}, and ${what} is ${shown(most)}`,
        [name, one, all],
        `write at least \`${name} ${shown(most)}\``,
      );
      return true;
    };
    if (count < 2n)
      return wrong(`there are fewer than 2 \`${all}\``, [all], `write \`${all} 8 ${shown(each)}\``);
    if (larger(busyName, busy)) return;
    if (busy > room) {
      const needed = (busy + each - 1n) / each + 1n;
      const stated = level.of.has(busyName);
      return wrong(
        `${stated ? `\`${busyName}\`` : `twice \`${first > each ? one : all}\``} is ${shown(busy)}, and all \`${all}\` but one are ${shown(room)}`,
        [busyName, one, all],
        `write \`${all} ${needed} ${shown(each)}\`${first > each ? ` or \`${all} 8 ${shown(first)}\`` : ""}`,
      );
    }
    const write = `${module}_temp_file_write_size`;
    const file = `${module}_max_temp_file_size`;
    if (larger(write, sizeOf(level, write, 0, 2n * most))) return;
    const limit = sizeOf(level, file, 0, most);
    if (limit !== 0n) larger(file, limit);
  };

const headers: Judge = (level, _, report) => {
  const size = sizeOf(level, "large_client_header_buffers", 1, 2n * PAGE);
  const pool = sizeOf(level, "connection_pool_size", 0, 512n);
  if (size >= pool) return;
  reportAt(
    level,
    ["large_client_header_buffers", "connection_pool_size"],
    {
      code: "nginx/buffers",
      message: `\`large_client_header_buffers\` of ${shown(size)} are smaller than \`connection_pool_size\`, which is ${shown(pool)}`,
      help: `write \`large_client_header_buffers 4 ${shown(pool)}\``,
    },
    report,
  );
};

const certificates: Judge = (level, _, report) => {
  const [have, keys] = ["ssl_certificate", "ssl_certificate_key"].map((n) => level.of.get(n) ?? []);
  if (have === undefined || have.length === 0) return;
  if (have.length > (keys?.length ?? 0))
    return reportAt(
      level,
      ["ssl_certificate"],
      {
        code: "nginx/incomplete",
        message: "a certificate has no `ssl_certificate_key`",
        help: "write a `ssl_certificate_key` for each `ssl_certificate`",
      },
      report,
    );
  if (
    /^(?:on|optional)$/i.test(valueOf(level, "ssl_verify_client")) &&
    valueOf(level, "ssl_client_certificate") === "" &&
    (!level.trusts || valueOf(level, "ssl_trusted_certificate") === "")
  )
    reportAt(
      level,
      ["ssl_verify_client"],
      {
        code: "nginx/incomplete",
        message: "clients are verified by no `ssl_client_certificate`",
        help: "name the file of the authorities with `ssl_client_certificate`",
      },
      report,
    );
};

const cacheKey =
  (module: string): Judge =>
  (level, _, report) => {
    if (["", "off"].includes(valueOf(level, `${module}_cache`)) || level.of.has(`${module}_cache_key`))
      return;
    reportAt(
      level,
      [`${module}_cache`],
      {
        code: "nginx/incomplete",
        severity: "warning",
        message: `\`${module}_cache\` has no \`${module}_cache_key\`: nginx warns of it, and every request gets the same answer`,
        help: `write \`${module}_cache_key $scheme$host$request_uri\``,
      },
      report,
    );
  };

/** Only where a request is passed on by TLS. */
const verified =
  (module: string, tls: RegExp): Judge =>
  (level, block, report) => {
    const pass = block.find((d) => d.name === `${module}_pass`)?.args[0]?.value;
    if (pass === undefined || !tls.test(pass)) return;
    const lacks = (name: string, needed: string, help: string): void =>
      level.of.has(name) && valueOf(level, name) !== "off" && valueOf(level, needed) === ""
        ? reportAt(
            level,
            [name],
            { code: "nginx/incomplete", message: `\`${name}\` stands here without \`${needed}\``, help },
            report,
          )
        : undefined;
    const trusted = `${module}_ssl_trusted_certificate`;
    const key = `${module}_ssl_certificate_key`;
    lacks(`${module}_ssl_verify`, trusted, `name the file of the authorities with \`${trusted}\``);
    lacks(`${module}_ssl_certificate`, key, `name the file of its key with \`${key}\``);
  };

/** For names, what is judged of them; `at` says on which levels nginx merges them. */
const GROUPS: readonly {
  readonly names: readonly string[];
  readonly judge: Judge;
  readonly passes?: true;
}[] = [
  ...["proxy", "fastcgi", "uwsgi", "scgi"].map((m) => ({
    names: ["buffer_size", "buffers", "busy_buffers_size", "temp_file_write_size", "max_temp_file_size"].map(
      (n) => `${m}_${n}`,
    ),
    judge: buffers(m),
  })),
  ...["fastcgi", "uwsgi", "scgi"].map((m) => ({
    names: [`${m}_cache`, `${m}_cache_key`],
    judge: cacheKey(m),
  })),
  { names: ["large_client_header_buffers", "connection_pool_size"], judge: headers },
  {
    names: [
      "ssl_certificate",
      "ssl_certificate_key",
      "ssl_verify_client",
      "ssl_client_certificate",
      "ssl_trusted_certificate",
    ],
    judge: certificates,
  },
  ...(
    [
      ["proxy", /^https:|\$/i],
      ["grpc", /^grpcs:|\$/i],
      ["uwsgi", /^suwsgi:|\$/i],
    ] as const
  ).map(([m, tls]) => ({
    names: ["verify", "trusted_certificate", "certificate", "certificate_key"].map((n) => `${m}_ssl_${n}`),
    judge: verified(m, tls),
    passes: true as const,
  })),
];
const GROUP_OF = new Map(GROUPS.flatMap((group) => group.names.map((name) => [name, group] as const)));

const outermost = (trusts: boolean): Level => ({ own: [], of: new Map(), open: false, trusts });
const [DISTRUSTING, TRUSTING] = [outermost(false), outermost(true)];

/** By the first statement of each: a level is the same thing while nothing of it changes. */
const known = new WeakMap<Directive, Level>();

function within(around: Level, block: readonly Directive[]): Level {
  const own = block.filter((d) => GROUP_OF.has(d.name) || readsMore(d));
  const [first] = own;
  if (first === undefined) return around;
  const before = known.get(first);
  if (
    before?.around === around &&
    before.own.length === own.length &&
    before.own.every((d, i) => d === own[i])
  )
    return before;
  const of = new Map(around.of);
  for (const name of new Set(own.map((d) => d.name)))
    of.set(
      name,
      own.filter((d) => d.name === name),
    );
  const level = { around, own, of, open: around.open || own.some(readsMore), trusts: around.trusts };
  known.set(first, level);
  return level;
}

/** Judges the statements of an nginx block, of which some stand in an `http`. */
export function judgeLevels(directives: readonly Directive[], version: Version, report: Report): void {
  const around = compareVersions(version, [1, 27, 2]) < 0 ? DISTRUSTING : TRUSTING;
  judgeBlocks(directives, within(around, directives), report);
}

const judgeBlocks = judgeEach((directive: Directive, around: Level, report) => {
  const { name, block } = directive;
  if (block === undefined || MAIN_BLOCKS.has(name) || FREE_FORM.has(name) || name === "upstream") return;
  const level = within(around, block);
  if (!level.open && level.of.size > 0 && name !== "http") {
    for (const group of GROUPS) {
      // What a server is merged from stands around it; below it, a level without words of its own says nothing new.
      const [named, own] = [group.names.some((n) => level.of.has(n)), level !== around && isOf(level, group)];
      if (named && (name === "server" || own || group.passes === true)) group.judge(level, block, report);
    }
  }
  judgeBlocks(block, level, report);
});

const isOf = (level: Level, group: (typeof GROUPS)[number]): boolean =>
  level.own.some((d) => GROUP_OF.get(d.name) === group);

const valueOf = (level: Level, name: string): string => level.of.get(name)?.[0]?.args[0]?.value ?? "";

/** At the innermost of the statements that made it so; of those of a level, at the first name. */
function reportAt(
  level: Level,
  names: readonly string[],
  {
    severity = "error",
    ...problem
  }: {
    readonly code: string;
    readonly severity?: "error" | "warning";
    readonly message: string;
    readonly help: string;
  },
  report: Report,
): void {
  for (let at: Level | undefined = level; at !== undefined; at = at.around) {
    for (const name of names) {
      const found: Directive | undefined = at.own.find((d) => d.name === name);
      if (found === undefined) continue;
      report({
        ...problem,
        severity,
        message: severity === "error" ? `nginx does not start: ${problem.message}` : problem.message,
        span: found.span,
      });
      return;
    }
  }
}
