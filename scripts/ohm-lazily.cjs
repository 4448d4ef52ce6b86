// ohm, loaded when a statement comes that was not matched ahead: few files have one.
module.exports = { makeRecipe: (recipe) => require("./ohm-runtime.js").makeRecipe(recipe) };
