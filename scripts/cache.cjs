// Writes dist/*.cache: what V8 compiled of each file once the lab was checked and built.
const { writeFileSync } = require("node:fs");
const { load, scripts } = require("../dist/load.cjs");

const lab = "examples/lab/topo.lb";
const io = { out: () => undefined, err: () => undefined, color: false, cwd: process.cwd(), pages: "spec" };
load("compiler").runCheck(lab, {}, io);
load("compiler").runBuild(lab, { out: "out", stdout: true }, io);
process.argv.push("check", lab);
load("bin");
process.on("exit", () => {
  for (const [name, script] of scripts) writeFileSync(`dist/${name}.cache`, script.createCachedData());
});
