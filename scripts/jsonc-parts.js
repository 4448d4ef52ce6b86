// What lbc needs of jsonc-parser: it reads, and edits nothing.
export {
  findNodeAtLocation,
  parseTree,
  printParseErrorCode,
} from "../node_modules/jsonc-parser/lib/esm/main.js";
