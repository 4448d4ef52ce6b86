import type { Command } from "commander";
import type { ExitCode, Io } from "./io.ts";

/** `lbc completion SHELL`: a script to source, made from the verbs and options themselves. */
export function runCompletion(shell: string, program: Command, io: Io): ExitCode {
  const verbs = program.commands.map((c) => ({
    name: c.name(),
    help: c.description(),
    options: c.options.map((o) => o.long ?? o.short ?? ""),
  }));
  const names = verbs.map((v) => v.name).join(" ");
  switch (shell) {
    case "bash": {
      const cases = verbs.map((v) => `    ${v.name}) words="${v.options.join(" ")}" ;;`).join("\n");
      io.out(`_lbc() {
  local words="${names}"
  if [ "$COMP_CWORD" -gt 1 ]; then
    case "\${COMP_WORDS[1]}" in
${cases}
    esac
  fi
  mapfile -t COMPREPLY < <(compgen -W "$words" -f -- "\${COMP_WORDS[COMP_CWORD]}")
}
complete -o filenames -F _lbc lbc
`);
      return 0;
    }
    case "zsh": {
      const listed = verbs.map((v) => `    '${v.name}:${v.help.replaceAll("'", "")}'`).join("\n");
      const cases = verbs.map((v) => `      ${v.name}) compadd -- ${v.options.join(" ")} ;;`).join("\n");
      io.out(`#compdef lbc
_lbc() {
  local -a verbs=(
${listed}
  )
  if (( CURRENT == 2 )); then
    _describe verb verbs
  else
    case $words[2] in
${cases}
    esac
    _files
  fi
}
compdef _lbc lbc
`);
      return 0;
    }
    case "fish":
      io.out(`complete -c lbc -n __fish_use_subcommand -a "${names}"\n`);
      for (const { name, options } of verbs) {
        for (const option of options)
          io.out(
            `complete -c lbc -n "__fish_seen_subcommand_from ${name}" -l ${option.replace(/^-+/, "")}\n`,
          );
      }
      return 0;
    default:
      io.err(`lbc: completion knows bash, zsh and fish, not \`${shell}\`\n`);
      return 2;
  }
}
