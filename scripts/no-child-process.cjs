// Stands in for node:child_process in the command line; see bundle.js.
module.exports = {};
