#!/usr/bin/env node
// Runs the program of the package for this platform. npm installs only the package that fits.
"use strict";

const { spawnSync } = require("node:child_process");

const platform = `${process.platform}-${process.arch}`;
const file = process.platform === "win32" ? "tracklint.exe" : "tracklint";
let program;
try {
  program = require.resolve(`@tracklint/${platform}/bin/${file}`);
} catch {
  console.error(`tracklint: the package @tracklint/${platform} is not installed, or there is none for this platform`);
  process.exit(2);
}
const run = spawnSync(program, process.argv.slice(2), { stdio: "inherit" });
if (run.error) {
  console.error(`tracklint: ${run.error.message}`);
  process.exit(2);
}
process.exit(run.status ?? 2);
