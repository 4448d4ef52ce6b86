// What lbc needs of ohm at run time: grammars compiled ahead, no semantics. ohm's own entry brings its compiler of
// grammars along, which is twice as much to load. These files are not among its `exports`, so the version is pinned.
import "../node_modules/ohm-js/src/main-kernel.js";

export { makeRecipe } from "../node_modules/ohm-js/src/makeRecipe.js";
