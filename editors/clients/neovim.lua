-- Opens every file with a finding in Neovim, and prints all diagnostics as `path:line lint`, sorted.
-- Usage: PROGRAM=tracklint FILES='a.rb b.yml' nvim --headless -u NONE -c 'luafile neovim.lua'

local root = vim.fn.getcwd()
local files = vim.split(vim.env.FILES, ' ')
local options = { name = 'tracklint', cmd = { vim.env.PROGRAM, 'server' }, root_dir = root }
local client = vim.lsp.start and vim.lsp.start(options, { attach = false }) or vim.lsp.start_client(options)

local function settle(rest)
  -- An answer means that everything before it is analyzed and published.
  local one = vim.lsp.get_client_by_id(client)
  local done = false
  local finish = function() done = true end
  if vim.lsp.start then
    one:request('tracklint/settled', {}, finish)
  else
    one.request('tracklint/settled', {}, finish, 0)
  end
  vim.wait(60000, function() return done end, 10)
  vim.wait(rest, function() return false end, 50)
end

vim.wait(20000, function()
  local one = vim.lsp.get_client_by_id(client)
  return one and one.initialized
end, 10)
for _, file in ipairs(files) do
  vim.cmd('edit ' .. file)
  vim.lsp.buf_attach_client(0, client)
  -- A person looks at a file before the next one.
  settle(100)
end
settle(1000)

local lines = {}
for _, one in ipairs(vim.diagnostic.get(nil)) do
  local name = vim.api.nvim_buf_get_name(one.bufnr):gsub(vim.pesc(root) .. '/', '')
  table.insert(lines, name .. ':' .. (one.lnum + 1) .. ' ' .. tostring(one.code))
end
table.sort(lines)
local version = vim.version()
io.stderr:write(('Neovim %d.%d.%d, %s\n'):format(version.major, version.minor, version.patch,
  tostring(vim.lsp.get_client_by_id(client).offset_encoding)))
io.stdout:write(table.concat(lines, '\n') .. '\n')
io.stdout:flush()
vim.cmd('qall!')
