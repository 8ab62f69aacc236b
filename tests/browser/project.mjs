// A project for the tests: the shop with enough features and surfaces for long lists, and with a history.

import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const PROGRAM = process.env.TRACKLINT || join(ROOT, 'target/debug/tracklint');
const SHELVES = 40;

function run(folder, program, ...words) {
  const done = spawnSync(program, words, { cwd: folder, encoding: 'utf8' });
  if (done.error || done.status !== 0) throw new Error(`${program} ${words.join(' ')}: ${done.error || done.stderr}`);
  return done.stdout;
}

/** Makes the project and its page. Returns the folder, the page and a function that removes both. */
export function makePage() {
  const folder = mkdtempSync(join(tmpdir(), 'tracklint-page-'));
  cpSync(join(ROOT, 'fixtures/projects/shop'), folder, { recursive: true });
  const write = (path, text) => { mkdirSync(dirname(join(folder, path)), { recursive: true }); writeFileSync(join(folder, path), text); };
  const git = (...words) => run(folder, 'git', '-c', 'user.name=A', '-c', 'user.email=a@example.org', ...words);
  const tracklint = (...words) => run(folder, PROGRAM, ...words);
  let features = readFileSync(join(folder, 'taxonomy/features.yml'), 'utf8');
  for (let number = 1; number <= SHELVES; number += 1) {
    features += `  - title: "Shelf ${number} labels"\n    category: [catalog_search]\n    gitlab_core: true\n`;
    write(`app/controllers/shelf${number}_controller.rb`,
      `class Shelf${number}Controller < ApplicationController\n  feature_category :catalog_search\n\n  def create\n  end\n\n  def index\n  end\nend\n`);
  }
  // Text that must stay text.
  features += '  - title: "=1+1 <img src=x onerror=alert(1)>"\n    category: [catalog_search]\n';
  write('taxonomy/features.yml', features);
  git('init', '-q', '-b', 'main');
  git('add', '-A');
  git('commit', '-qm', 'The shop');
  const controller = readFileSync(join(folder, 'app/controllers/returns_controller.rb'), 'utf8');
  write('app/controllers/returns_controller.rb', controller.replace(/^  def \w+\n/m, "$&    track_internal_event('list_returns', user: current_user)\n"));
  git('commit', '-qam', 'Track returns');
  tracklint('history', 'HEAD~1..HEAD', '--output', 'snapshots.jsonl');
  tracklint('coverage', '--report', 'html=page.html', '--project', 'the shop', '--revision', 'main', '--snapshots', 'snapshots.jsonl',
    '--source-url', 'https://example.org/shop/blob/main/{path}#L{line}');
  return { folder, file: join(folder, 'page.html'), remove: () => rmSync(folder, { recursive: true, force: true }) };
}
