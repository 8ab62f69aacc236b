// A browser for the tests: Debian's Chromium, driven by playwright-core.

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { HtmlValidate } from 'html-validate';
import { chromium } from 'playwright-core';

const require = createRequire(import.meta.url);
const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

export const WIDE = { width: 1440, height: 900 };
export const NARROW = { width: 390, height: 844 };

export async function launch() {
  const executablePath = process.env.CHROMIUM || PLACES.find(existsSync);
  if (!executablePath) throw new Error('no Chromium: apt-get install chromium, or set CHROMIUM');
  return chromium.launch({ executablePath, args: ['--no-sandbox'] });
}

/** Opens a file. `log` collects console messages, errors and requests for anything but the file. */
export async function open(browser, file, { hash = '', ...options } = {}) {
  const context = await browser.newContext({ viewport: WIDE, acceptDownloads: true, ...options });
  const page = await context.newPage();
  const log = [];
  const address = pathToFileURL(file).href;
  page.on('console', message => log.push(`console: ${message.text()}`));
  page.on('pageerror', error => log.push(`error: ${error.message}`));
  page.on('request', request => { if (!/^(blob:|data:)/.test(request.url()) && request.url().split('#')[0] !== address) log.push(`request: ${request.url()}`); });
  await page.goto(address + hash);
  return { page, context, log };
}

/** Opens every fold and shows every row. */
export const showAll = page => page.evaluate(() => {
  for (const one of document.querySelectorAll('p.all button')) one.click();
  for (const fold of document.querySelectorAll('details')) fold.open = true;
  return new Promise(done => requestAnimationFrame(() => setTimeout(done, 50)));
});

/** The violations that axe-core finds, with the places of contrast that it cannot decide. */
export async function axe(page) {
  await page.addScriptTag({ path: require.resolve('axe-core/axe.min.js') });
  const result = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations', 'incomplete'] }));
  const named = found => found.map(one => `${one.id} (${one.nodes.length}): ${one.nodes[0].html.slice(0, 160)}`);
  return { violations: named(result.violations), undecided: named(result.incomplete) };
}

/** The errors that html-validate finds in a text. */
export async function validate(text) {
  const report = await new HtmlValidate({ extends: ['html-validate:recommended'] }).validateString(text);
  return report.results.flatMap(one => one.messages).map(one => `${one.ruleId}: ${one.message} (${one.line}:${one.column})`);
}

export const read = file => readFile(file, 'utf8');
