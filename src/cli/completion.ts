import type { Command } from "commander";
import type { ExitCode, Io } from "./io.ts";

const SHELLS = ["bash", "zsh", "fish"] as const;

type Verb = {
  readonly name: string;
  readonly help: string;
  readonly options: readonly { readonly long: string; readonly help: string }[];
  /** What may follow it, when that is no file. */
  readonly words: readonly string[];
};

/** `lbc completion SHELL`: a script to source, made from the verbs and options themselves. */
export function runCompletion(shell: string, program: Command, io: Io): ExitCode {
  const verbs = program.commands.map((command): Verb => ({
    name: command.name(),
    help: command.description(),
    options: [
      ...command.options.filter((o) => !o.hidden).map((o) => ({ long: o.long ?? "", help: o.description })),
      { long: "--help", help: "show an example and the options" },
    ],
    words: command.name() === "completion" ? SHELLS : [],
  }));
  switch (shell) {
    case "bash":
      io.out(bash(verbs));
      return 0;
    case "zsh":
      io.out(zsh(verbs));
      return 0;
    case "fish":
      io.out(fish(verbs));
      return 0;
    default:
      io.err(`lbc: completion knows ${SHELLS.join(", ")}, not \`${shell}\`\n`);
      return 2;
  }
}

const longs = ({ options }: Verb) => options.map((o) => o.long).join(" ");
/** Text in single quotes, for each of the three shells. */
const quoted = (text: string) => `'${text.replaceAll("'", "")}'`;

function bash(verbs: readonly Verb[]): string {
  const cases = verbs.map((verb) => {
    const files = verb.words.length === 0 ? "-f" : "";
    return `      ${verb.name}) words="${[longs(verb), ...verb.words].join(" ")}" files="${files}" ;;`;
  });
  return `_lbc() {
  local IFS=$' \\n' words="${verbs.map((v) => v.name).join(" ")}" files=""
  if [ "$COMP_CWORD" -gt 1 ]; then
    case "\${COMP_WORDS[1]}" in
${cases.join("\n")}
      *) words="" ;;
    esac
  fi
  local found
  found=$(compgen -W "$words" $files -- "\${COMP_WORDS[COMP_CWORD]}")
  IFS=$'\\n'
  COMPREPLY=($found)
}
complete -o filenames -F _lbc lbc
`;
}

function zsh(verbs: readonly Verb[]): string {
  const listed = verbs.map((v) => `    ${quoted(`${v.name}:${v.help}`)}`);
  const cases = verbs.map((verb) => {
    const then =
      verb.words.length === 0 ? `compadd -- ${longs(verb)}; _files` : `compadd -- ${verb.words.join(" ")}`;
    return `      ${verb.name}) ${then} ;;`;
  });
  return `#compdef lbc
_lbc() {
  local -a verbs=(
${listed.join("\n")}
  )
  if (( CURRENT == 2 )); then
    _describe verb verbs
  else
    case $words[2] in
${cases.join("\n")}
    esac
  fi
}
compdef _lbc lbc
`;
}

function fish(verbs: readonly Verb[]): string {
  const lines = verbs.flatMap(({ name, help, options, words }) => [
    `complete -c lbc -n __fish_use_subcommand -f -a ${name} -d ${quoted(help)}`,
    ...options.map(
      ({ long, help: text }) =>
        `complete -c lbc -n "__fish_seen_subcommand_from ${name}" -l ${long.replace(/^-+/, "")} -d ${quoted(text)}`,
    ),
    ...(words.length === 0
      ? []
      : [`complete -c lbc -n "__fish_seen_subcommand_from ${name}" -f -a ${quoted(words.join(" "))}`]),
  ]);
  return `${lines.join("\n")}\n`;
}
