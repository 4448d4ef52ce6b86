// Stands in for node:crypto in the command line: it is loaded when it is first used, which takes some milliseconds that
// a check need not spend. See bundle.js.
module.exports = {
  createHash: (...args) => require("crypto").createHash(...args),
  get hash() {
    return require("crypto").hash;
  },
};
