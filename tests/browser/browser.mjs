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

/** Opens every fold of the rows that are shown. */
export const unfold = page => page.evaluate(() => {
  for (const fold of document.querySelectorAll('details')) fold.open = true;
  return new Promise(done => requestAnimationFrame(() => setTimeout(done, 50)));
});

/** Opens every fold and shows every row. */
export const showAll = async page => {
  await page.evaluate(() => { for (const one of document.querySelectorAll('p.all button')) one.click(); });
  await unfold(page);
};

/** Runs in the page: keeps the nodes whose contrast is below 4.5, because axe-core cannot decide some that overflow their cell. */
function faint(nodes) {
  const channels = text => text.match(/[\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(one => one / 255).map(one => one <= 0.03928 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4).reduce((sum, one, at) => sum + one * [0.2126, 0.7152, 0.0722][at], 0);
  return nodes.filter(node => {
    const element = document.querySelector(node.target[0]);
    let behind = element;
    while (behind && channels(getComputedStyle(behind).backgroundColor)[3] === 0) behind = behind.parentElement;
    const [one, two] = [getComputedStyle(element).color, getComputedStyle(behind).backgroundColor].map(text => light(channels(text))).sort((a, b) => b - a);
    return (one + 0.05) / (two + 0.05) < 4.5;
  });
}

/** The violations that axe-core finds, with what it cannot decide. */
export async function axe(page) {
  await page.addScriptTag({ path: require.resolve('axe-core/axe.min.js') });
  const result = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations', 'incomplete'] }));
  for (const one of result.incomplete) if (one.id === 'color-contrast') one.nodes = await page.evaluate(`(${faint})(${JSON.stringify(one.nodes)})`);
  result.incomplete = result.incomplete.filter(one => one.nodes.length > 0);
  const named = found => found.map(one => `${one.id} (${one.nodes.length}): ${one.nodes[0].html.slice(0, 160)}`);
  return { violations: named(result.violations), undecided: named(result.incomplete) };
}

/** The errors that html-validate finds in a text. */
export async function validate(text) {
  const report = await new HtmlValidate({ extends: ['html-validate:recommended'] }).validateString(text);
  return report.results.flatMap(one => one.messages).map(one => `${one.ruleId}: ${one.message} (${one.line}:${one.column})`);
}

export const read = file => readFile(file, 'utf8');
