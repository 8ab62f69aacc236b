// Figures of a page: node measure.mjs PAGE.html

import { statSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { axe, launch, NARROW, open, read, unfold, validate, WIDE } from './browser.mjs';

const file = process.argv[2];
const RUNS = 9;
const middle = numbers => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
const text = await read(file);
console.log(`size: ${statSync(file).size} bytes, ${gzipSync(text, { level: 9 }).length} with gzip`);
console.log(`html-validate: ${(await validate(text)).length} errors`);
const browser = await launch();
let noise = 0;
const loads = [], keys = [];
for (let run = 0; run < RUNS; run += 1) {
  const { page, context, log } = await open(browser, file);
  loads.push(await page.evaluate(() => performance.getEntriesByType('navigation')[0].loadEventEnd));
  if (run < 3) {
    await page.keyboard.press('/');
    for (const key of 'type:event verdict:live i_package_') {
      // From the key to the next frame.
      await page.evaluate(() => addEventListener('keydown', () => { globalThis.pressed = performance.now(); requestAnimationFrame(() => setTimeout(() => { globalThis.took = performance.now() - globalThis.pressed; })); }, { once: true, capture: true }));
      await page.keyboard.type(key);
      await page.waitForFunction(() => globalThis.took !== undefined);
      keys.push(await page.evaluate(() => { const { took } = globalThis; globalThis.took = undefined; return took; }));
    }
  }
  noise += log.length;
  await context.close();
}
console.log(`load: median ${middle(loads).toFixed(0)} ms, best ${Math.min(...loads).toFixed(0)}, worst ${Math.max(...loads).toFixed(0)} of ${RUNS}`);
console.log(`search: median ${middle(keys).toFixed(1)} ms a key, worst ${Math.max(...keys).toFixed(1)} of ${keys.length}, to the frame`);
console.log(`requests and console messages: ${noise}`);
for (const [name, viewport] of [['1440', WIDE], ['390', NARROW]])
  for (const colorScheme of ['light', 'dark']) {
    const { page, context } = await open(browser, file, { viewport, colorScheme, bypassCSP: true });
    await unfold(page);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    const { violations, undecided } = await axe(page);
    console.log(`axe ${name} ${colorScheme}: ${violations.length} violations, ${undecided.length} undecided, scroll width ${width} ${[...violations, ...undecided].join(' ')}`);
    await context.close();
  }
await browser.close();
