-- A session of Neovim's own language client with `lbc lsp`; prints `ok` or what is wrong, one line a check.
-- Arguments in the environment: LBC, the program; WORK, a folder with topo.lb and hosts.lb.
local work, failed = vim.env.WORK, false
local function check(name, ok, seen)
  if not ok then failed = true end
  io.write((ok and "ok " or "WRONG ") .. name .. (ok and "" or ": " .. vim.inspect(seen)) .. "\n")
end
local function await(name, condition, seen)
  check(name, vim.wait(10000, condition, 20), seen and seen())
end

vim.cmd("edit " .. vim.fn.fnameescape(work .. "/topo.lb"))
local buffer = vim.api.nvim_get_current_buf()
local exit
local id = vim.lsp.start_client({
  name = "lbc",
  cmd = { "node", vim.env.LBC, "lsp" },
  root_dir = work,
  on_exit = function(code) exit = code end,
})
vim.lsp.buf_attach_client(buffer, id)
local client = vim.lsp.get_client_by_id(id)
local function codes()
  -- The topology is too small to be wise.
  local all = vim.tbl_map(function(d) return d.code end, vim.diagnostic.get(buffer))
  return vim.tbl_filter(function(code) return not code:match("^hygiene/") end, all)
end
local function ask(method, line, column, more)
  local params = vim.tbl_extend("force", {
    textDocument = { uri = vim.uri_from_bufnr(buffer) },
    position = { line = line, character = column },
  }, more or {})
  local answer = client.request_sync(method, params, 10000, buffer)
  return answer and answer.result
end

await("a mistake is shown as it stands in the file", function() return vim.deep_equal(codes(), { "name/unknown" }) end, codes)
local first = vim.diagnostic.get(buffer)[1] or {}
-- Bytes, behind letters of two, three and four bytes: the client has turned UTF-16 into them.
local line = vim.api.nvim_buf_get_lines(buffer, 3, 4, false)[1]
check("its place is right behind other letters", first.lnum == 3 and line:sub(first.col + 1, first.end_col) == "lvs9", first)

vim.api.nvim_buf_set_text(buffer, 3, first.col + 3, 3, first.col + 4, { "1" })
await("what is typed takes it away", function() return #codes() == 0 end, codes)

local text = vim.api.nvim_buf_get_lines(buffer, 3, 4, false)[1]
local _, utf16 = vim.str_utfindex(text, text:find("lvs1", 1, true) - 1)
vim.api.nvim_win_set_cursor(0, { 4, text:find("lvs1", 1, true) - 1 })
local place = ask("textDocument/definition", 3, utf16)
check("a definition is found in the included file", place and place[1] and place[1].uri:match("hosts%.lb$"), place)
local hover = ask("textDocument/hover", 3, utf16)
check("a hover shows the declaration", hover and hover.contents.value:find("host lvs", 1, true), hover)

vim.api.nvim_buf_set_lines(buffer, 4, 4, false, { "ho" })
local items = ask("textDocument/completion", 4, 2).items
check("a word is completed", #vim.tbl_filter(function(i) return i.label == "host" end, items) == 1, #items)
vim.api.nvim_buf_set_lines(buffer, 4, 5, false, {})

local edit = ask("textDocument/rename", 3, utf16, { newName = "dir[1..2]" })
check("a range is not renamed from one of its names", edit == nil, edit)
local symbols = ask("textDocument/documentSymbol", 0, 0)
check("the outline lists the declarations", #symbols == 4, symbols)

vim.api.nvim_buf_set_lines(buffer, -1, -1, false, { "host   x{eth0 10.0.0.77}" })
vim.lsp.buf.formatting_sync({}, 10000)
local tidy = vim.api.nvim_buf_get_lines(buffer, -2, -1, false)[1]
check("the file is formatted", tidy == "host x { eth0 10.0.0.77 }", tidy)
vim.api.nvim_buf_set_lines(buffer, -2, -1, false, {})

vim.api.nvim_buf_set_lines(buffer, -1, -1, false, { 'waive arp/mute because "of old"' })
await("a rule is asked of what is typed", function() return vim.tbl_contains(codes(), "waive/nothing") end, codes)
local last = vim.api.nvim_buf_line_count(buffer) - 1
local range = { start = { line = last, character = 0 }, ["end"] = { line = last, character = 1 } }
local actions = ask("textDocument/codeAction", 0, 0, { range = range, context = { diagnostics = {} } })
local fix = vim.tbl_filter(function(a) return a.title == "remove the waiver" end, actions or {})[1]
check("a quick fix is offered", fix ~= nil, actions)
if fix then vim.lsp.util.apply_workspace_edit(fix.edit, "utf-16") end
await("the quick fix mends it", function() return #codes() == 0 end, codes)

client.stop()
await("the server ends in good order", function() return exit == 0 end, function() return exit end)
vim.cmd(failed and "cquit!" or "quitall!")
