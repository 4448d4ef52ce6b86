// jsonc-parser, loaded when there is a lbc.json.
const parser = () => require("./jsonc-parts.js");
module.exports = {
  findNodeAtLocation: (...args) => parser().findNodeAtLocation(...args),
  parseTree: (...args) => parser().parseTree(...args),
  printParseErrorCode: (...args) => parser().printParseErrorCode(...args),
};
