/** The command line. Each verb is loaded only when it is asked for. */
import { Command, CommanderError } from "commander";
import type { BuildOptions } from "./build.ts";
import type { InitOptions } from "./init.ts";
import type { ExitCode, Io } from "./io.ts";
import type { SourceOptions } from "./source.ts";
import { version } from "./version.ts";

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
  const verb = (name: string, description: string) =>
    program
      .command(name)
      .description(description)
      .configureOutput({ writeOut: io.out, writeErr: io.err })
      .exitOverride();
  const param = ["--param <NAME=VALUE>", "replace the value of a `param`; may be repeated", collect] as const;

  verb("build [FILE]", "write the files of every host")
    .option("-o, --out <DIR>", "where the tree goes", "out")
    .option("--host <HOST>", "only this host's files")
    .option("--target <TARGET>", "only this kind of file")
    .option("--stdout", "print the files, write none")
    .option("--check", "write nothing; exit with 1 when the tree on disk differs")
    .option("--watch", "build again whenever a file of the project changes")
    .option(...param)
    .action(async (file: string | undefined, options: BuildOptions & { readonly watch?: boolean }) => {
      const { runBuild } = await import("./build.ts");
      code = runBuild(file ?? "topo.lb", options, io);
      if (options.watch === true) {
        const { watch } = await import("./watch.ts");
        await watch(file ?? "topo.lb", io, () => runBuild(file ?? "topo.lb", options, io));
      }
    });
  verb("check [FILE]", "look for problems, write nothing")
    .option(...param)
    .action(async (file: string | undefined, options: SourceOptions) => {
      const { runCheck } = await import("./check.ts");
      code = runCheck(file ?? "topo.lb", options, io);
    });
  verb("where <PLACE>", "the line of the topology behind OUT/PATH:LINE").action(async (place: string) => {
    const { runWhere } = await import("./where.ts");
    code = runWhere(place, io);
  });
  verb("init [FILE]", "write a first topology that builds")
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
  verb("completion <SHELL>", "print a completion script for bash, zsh or fish").action(
    async (shell: string) => {
      const { runCompletion } = await import("./completion.ts");
      code = runCompletion(shell, program, io);
    },
  );

  try {
    await program.parseAsync([...argv], { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const { code: reason, message, path, name } = error as NodeJS.ErrnoException;
    if (name === "AbortError") {
      io.err("\nlbc: stopped; nothing was written\n");
      return 2;
    }
    if (typeof reason === "string" && typeof path === "string") {
      io.err(`lbc: cannot use ${path}: ${message.replace(/^\w+: |, .*$/g, "")}\n`);
      return 1;
    }
    io.err(`lbc: internal error: ${message}\nPlease report it with the topology that caused it.\n`);
    return 70;
  }
}
