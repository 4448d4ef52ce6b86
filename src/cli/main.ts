/** The command line. Each verb is loaded only when it is asked for. */
import { Command, CommanderError, Option } from "commander";
import type { BuildOptions } from "./build.ts";
import type { CheckOptions } from "./check.ts";
import type { FmtOptions } from "./fmt.ts";
import type { GraphOptions } from "./graph.ts";
import type { InitOptions } from "./init.ts";
import type { ExitCode, Io } from "./io.ts";
import type { ReachOptions } from "./reach.ts";
import type { TestOptions } from "./test.ts";
import type { TraceOptions } from "./trace.ts";
import { version } from "./version.ts";

const START = "lbc init && lbc build";
const EXIT_CODES =
  "It exits with 0 when all is well, 1 when there are problems, 2 when the command line is wrong.";

const collect = (value: string, before: readonly string[] | undefined) => [...(before ?? []), value];

/** Runs one command line (without the program's own name); never throws, never exits. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  let code: ExitCode = 0;
  const program = new Command("lbc")
    .description("one topo.lb becomes every file of a load-balancer fleet")
    .version(version)
    .showHelpAfterError("(lbc --help shows the verbs)")
    .showSuggestionAfterError()
    .configureOutput({ writeOut: io.out, writeErr: io.err })
    .exitOverride();
  const verb = (name: string, description: string, example: string) =>
    program
      .command(name)
      .description(description)
      .addHelpText("after", `\nFor example:\n  ${example.replaceAll("\n", "\n  ")}`)
      .configureOutput({ writeOut: io.out, writeErr: io.err })
      .exitOverride();
  program.addHelpText("after", `\nFor example:\n  ${START}\n\n${EXIT_CODES}`);
  const param = ["--param <NAME=VALUE>", "replace the value of a `param`; may be repeated", collect] as const;

  verb(
    "build [FILE]",
    "write the files of every host",
    "lbc build topo.lb -o out\nlbc build --host lvs1 --target keepalived --stdout",
  )
    .option("-o, --out <DIR>", "where the tree goes", "out")
    .option("--host <HOST>", "only this host's files")
    .option("--target <TARGET>", "only this kind of file")
    .option("--stdout", "print the files, write none")
    .option("--check", "write nothing; exit with 1 when the tree on disk differs")
    .option("--in-place", "keep the folders themselves: for a tree that is mounted somewhere")
    .option("--watch", "build again whenever a file of the project changes")
    .option(...param)
    .action(async (file: string | undefined, options: BuildOptions & { readonly watch?: boolean }) => {
      const { runBuild } = await import("./build.ts");
      if (options.watch !== true) code = await runBuild(file ?? "topo.lb", options, io);
      else {
        const { watch } = await import("./watch.ts");
        await watch(io, (willRead) => runBuild(file ?? "topo.lb", { ...options, willRead }, io));
      }
    });
  verb(
    "check [FILE]",
    "look for problems, write nothing",
    "lbc check topo.lb --format text --format sarif=lbc.sarif",
  )
    .option(
      "--format <FORMAT[=PATH]>",
      "text, json, sarif, github, gitlab or junit, to a file after `=`; may be repeated",
      collect,
    )
    .option("--severity <LEVEL>", "leave out what is less grave than error, warning or info")
    .option("--max-warnings <N>", "exit with 1 when there are more")
    .option("--baseline <FILE>", "only problems that are not recorded there count")
    .option("--update-baseline", "record a baseline, or remove what is mended from one")
    .option("--fix", "apply the safe fixes first")
    .option(...param)
    .action(async (file: string | undefined, options: CheckOptions & { readonly fix?: boolean }) => {
      if (options.fix === true) {
        const { runFix } = await import("./fix.ts");
        code = runFix(file ?? "topo.lb", options, io);
        if (code !== 0) return;
      }
      const { runCheck } = await import("./check.ts");
      code = runCheck(file ?? "topo.lb", options, io);
    });
  verb(
    "fmt [FILES...]",
    "format topo.lb and what it includes, or the files named; `-` is the standard input",
    "lbc fmt\nlbc fmt --check --diff\nlbc fmt - <topo.lb",
  )
    .option("--check", "write nothing; exit with 1 when a file differs")
    .option("--diff", "write nothing; print what would change as a unified diff")
    .option("--print-width <COLUMNS>", "how long a line may be; default: 120")
    .action(async (files: readonly string[], options: FmtOptions) => {
      const { runFmt } = await import("./fmt.ts");
      code = await runFmt(files, options, io);
    });
  verb(
    "test [FILE]",
    "hold the topology to its `expect`s, and nothing else",
    "lbc test topo.lb --min-coverage 80",
  )
    .option("--min-coverage <PERCENT>", "exit with 1 when fewer locations and directors are visited")
    .option(...param)
    .action(async (file: string | undefined, options: TestOptions) => {
      const { runTest } = await import("./test.ts");
      code = runTest(file ?? "topo.lb", options, io);
    });
  verb(
    "trace <URL> [FILE]",
    "the whole way of one request, tier by tier",
    "lbc trace http://www.example.com/admin/ --from 192.168.1.109\nlbc trace http://www.example.com/ --down lvs1,app2 --json",
  )
    .option("--from <ADDRESS>", "the client")
    .option("--down <HOST,...>", "hosts that are gone")
    .option("--method <METHOD>", "of the request", "GET")
    .option("--host <NAME>", "the Host header, when it is not the URL's host")
    .option("--header <NAME:VALUE>", "another header; may be repeated", collect)
    .option("--at <VIP|NGINX>", "where it is sent to, when the URL does not tell")
    .option("--json", "print JSON instead: spec/trace.schema.json")
    .option(...param)
    .action(async (url: string, file: string | undefined, options: TraceOptions) => {
      const { runTrace } = await import("./trace.ts");
      code = runTrace(url, file ?? "topo.lb", options, io);
    });
  verb(
    "reach [FILE]",
    "by what requests every location can be reached",
    "lbc reach topo.lb\nlbc reach --location '^~ /static/'",
  )
    .option("--location <LOCATION>", "only this one, as it is written")
    .option("--json", "print JSON instead: spec/reach.schema.json")
    .option(...param)
    .action(async (file: string | undefined, options: ReachOptions) => {
      const { runReach } = await import("./reach.ts");
      code = runReach(file ?? "topo.lb", options, io);
    });
  verb(
    "graph [FILE]",
    "draw the topology: who holds the vip, and the way of the requests",
    "lbc graph topo.lb -o topo.html\nlbc graph topo.lb --down lvs1 -o topo.svg\nlbc graph | dot -Tpng >topo.png",
  )
    .option("-o, --out <FILE>", "to a file; its ending says what is drawn: .dot, .mmd, .svg or .html")
    .option("--format <FORMAT>", "dot, mmd, svg or html; default: by the file's ending, else dot")
    .option("--down <HOST,...>", "hosts that are gone")
    .option(...param)
    .action(async (file: string | undefined, options: GraphOptions) => {
      const { runGraph } = await import("./graph.ts");
      code = runGraph(file ?? "topo.lb", options, io);
    });
  verb("rules", "list what is looked for", "lbc rules").action(async () => {
    const { runRulesList } = await import("./rules.ts");
    code = runRulesList(io);
  });
  verb("explain <CODE>", "print the page of a rule or problem", "lbc explain vrrp/priority-tie").action(
    async (name: string) => {
      const { runExplain } = await import("./explain.ts");
      code = runExplain(name, io);
    },
  );
  verb(
    "where <PLACE>",
    "the line of the topology behind OUT/PATH:LINE",
    "lbc where out/edge1/etc/nginx/nginx.conf:41",
  ).action(async (place: string) => {
    const { runWhere } = await import("./where.ts");
    code = runWhere(place, io);
  });
  verb(
    "facts",
    "print the script that finds out what a host is",
    "lbc facts --script | ssh web1 sh >facts/web1.json",
  )
    .requiredOption("--script", "print it; it is for a POSIX shell, and changes nothing")
    .action(async () => {
      const { runFacts } = await import("./facts.ts");
      code = runFacts(io);
    });
  verb("init [FILE]", "write a first topology that builds", "lbc init topo.lb --servers 4 --port 8080")
    .option("--network <BLOCK>", "the hosts' network", "192.168.170.0/24")
    .option("--vip <ADDRESS>", "the address that moves; default: the first free one")
    .option("--directors <N>", "LVS directors", "2")
    .option("--servers <N>", "real servers", "2")
    .option("--port <PORT>", "of the service", "80")
    .action(async (file: string | undefined, options: InitOptions, command: Command) => {
      const { askInit, runInit } = await import("./init.ts");
      const isGiven = (name: string) => command.getOptionValueSource(name) !== "default";
      code = runInit(file ?? "topo.lb", await askInit(options, isGiven, io), io);
    });
  verb(
    "lsp",
    "serve an editor over standard input and output",
    'vim.lsp.start({ cmd = { "lbc", "lsp" }, root_dir = vim.fn.getcwd() })   -- in Neovim, for *.lb',
  )
    // What language clients add by themselves.
    .addOption(new Option("--stdio").hideHelp())
    .addOption(new Option("--clientProcessId <PID>").hideHelp())
    .action(async () => {
      const { runLsp } = await import("./lsp.ts");
      code = await runLsp(io);
    });
  verb(
    "completion <SHELL>",
    "print a completion script for bash, zsh or fish",
    "source <(lbc completion bash)\nlbc completion fish >~/.config/fish/completions/lbc.fish",
  ).action(async (shell: string) => {
    const { runCompletion } = await import("./completion.ts");
    code = runCompletion(shell, program, io);
  });

  try {
    await program.parseAsync([...argv], { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const {
      code: reason,
      message,
      path,
      dest,
      name,
      syscall,
    } = error as NodeJS.ErrnoException & {
      readonly dest?: string;
    };
    if (name === "AbortError") {
      io.err("\nlbc: stopped; nothing was written\n");
      return 2;
    }
    if (typeof reason === "string" && typeof syscall === "string") {
      // Writing to an open file names no path: a full disk, say.
      const what = path === undefined ? "write" : `use ${dest ?? path}`;
      io.err(`lbc: cannot ${what}: ${message.replace(/^\w+: |, .*$/g, "")}\n`);
      return 1;
    }
    io.err(`lbc: internal error: ${message}\nPlease report it with the topology that caused it.\n`);
    return 70;
  }
}
