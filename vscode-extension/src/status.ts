/** How many problems there are, in the status bar. */
import { DiagnosticSeverity, Disposable, languages, StatusBarAlignment, window } from "vscode";

export function status(): Disposable {
  const item = window.createStatusBarItem("lbc.problems", StatusBarAlignment.Left);
  item.name = "Problems of topologies";
  item.command = "workbench.actions.view.problems";
  const count = () => {
    const own = languages.getDiagnostics().flatMap(([, list]) => list.filter((d) => d.source === "lbc"));
    const of = (severity: DiagnosticSeverity) => own.filter((d) => d.severity === severity).length;
    const errors = of(DiagnosticSeverity.Error);
    const warnings = of(DiagnosticSeverity.Warning);
    const isClean = errors + warnings === 0;
    item.text = isClean ? "$(check) lbc" : `lbc $(error) ${errors} $(warning) ${warnings}`;
    item.tooltip = isClean
      ? "lbc: no errors and no warnings"
      : `lbc: ${number(errors, "error")}, ${number(warnings, "warning")}`;
  };
  count();
  item.show();
  return Disposable.from(item, languages.onDidChangeDiagnostics(count));
}

const number = (count: number, what: string) => `${count} ${what}${count === 1 ? "" : "s"}`;
