// Stands in for node:tty in the command line: it brings all of node:net, and is loaded when it is first used. See
// bundle.js.
module.exports = { isatty: (...args) => require("tty").isatty(...args) };
