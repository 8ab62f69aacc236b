#!/usr/bin/env bash
# Compares the diagnostics that Neovim shows with the findings of `check`. Usage: neovim.sh NVIM PROGRAM PROJECT
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
nvim=$1 program=$2 project=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r "$project" "$work/project"
cd "$work/project"
"$program" check --format json >"$work/report.json" 2>/dev/null || true
node -e '
  const { findings } = JSON.parse(require("fs").readFileSync(process.argv[1]));
  const lines = findings.map((one) => `${one.path}:${one.line} ${one.lint}`).sort();
  require("fs").writeFileSync(process.argv[2], lines.join("\n") + "\n");
  const half = [...new Set(findings.map((one) => one.path))].filter((_, at) => at % 2 === 0);
  process.stdout.write(half.join(" "));
' "$work/report.json" "$work/expected" >"$work/files"
# Half of the files are open, the others are not.
PROGRAM=$program FILES=$(cat "$work/files") XDG_STATE_HOME=$work/state XDG_DATA_HOME=$work/data \
  "$nvim" --headless -u NONE -i NONE -n -c "luafile $here/neovim.lua" >"$work/out" 2>"$work/err" </dev/null || true
LC_ALL=C sort "$work/out" >"$work/actual"
LC_ALL=C sort "$work/expected" >"$work/wanted"
grep -o 'Neovim [0-9].*' "$work/err" || { cat "$work/err"; exit 1; }
diff "$work/wanted" "$work/actual"
echo "$(wc -l <"$work/wanted") findings, the same as those of check"
