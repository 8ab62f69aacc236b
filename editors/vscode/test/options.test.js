const test = require('node:test');
const { spawnSync } = require('node:child_process');
const assert = require('node:assert');
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { command, initializationOptions, selector } = require('../src/options');

const settings = (values) => ({ get: (name) => values[name] });
const manifest = JSON.parse(readFileSync(join(__dirname, '../package.json'), 'utf8'));

test('a workspace that is not trusted cannot choose the program', () => {
  const chosen = settings({ path: './evil', arguments: ['--rules', 'x.yml'] });
  assert.deepStrictEqual(command(chosen, false), { command: 'tracklint', args: ['server'] });
  assert.deepStrictEqual(command(chosen, true), { command: './evil', args: ['server', '--rules', 'x.yml'] });
});

test('every setting of the options is declared', () => {
  const declared = Object.keys(manifest.contributes.configuration.properties);
  const asked = [];
  const recorder = { get: (name) => void asked.push(`tracklint.${name}`) };
  command(recorder, true);
  initializationOptions(recorder);
  assert.ok(asked.length >= 4);
  for (const name of asked) assert.ok(declared.includes(name), name);
});

test('the problem matcher reads concise output', () => {
  const { pattern } = manifest.contributes.problemMatchers[0];
  const matcher = new RegExp(pattern.regexp);
  const project = process.env.PROJECT || join(__dirname, '../../../fixtures/projects/shop');
  const program = process.env.TRACKLINT || 'tracklint';
  // The exit code says that there are findings.
  const { stdout } = spawnSync(program, ['check', '--format', 'concise', project], { encoding: 'utf8' });
  const lines = stdout.trim().split('\n');
  assert.ok(lines.length > 5);
  for (const line of lines) {
    const found = matcher.exec(line);
    assert.ok(found, line);
    assert.match(found[pattern.code], /^[a-z-]+$/);
    assert.ok(Number(found[pattern.line]) > 0 && Number(found[pattern.column]) > 0);
  }
});

test('YAML and every language of the server are selected', () => {
  const languages = selector().map(({ language }) => language);
  for (const language of ['ruby', 'vue', 'python', 'go', 'rust', 'yaml']) assert.ok(languages.includes(language));
});
