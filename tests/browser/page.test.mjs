// The coverage page in a browser: node --test page.test.mjs

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { readFile } from 'node:fs/promises';
import { axe, launch, NARROW, open, read, showAll, validate, WIDE } from './browser.mjs';
import { makePage } from './project.mjs';

let browser, made;
before(async () => { made = makePage(); browser = await launch(); });
after(async () => { await browser?.close(); made?.remove(); });

/** A test of the page. It fails if the page writes to the console or asks for anything. */
function onPage(name, options, work) {
  test(name, async () => {
    const { page, context, log } = await open(browser, made.file, options);
    await work(page);
    assert.deepEqual(log, []);
    await context.close();
  });
}
const address = page => decodeURIComponent(new URL(page.url()).hash);
const count = (page, filters) => page.textContent(`#${filters}-filters .count`);
const rows = (page, table) => page.locator(`#${table}-table tbody tr:visible`).count();
async function saved(page, selector) {
  const [download] = await Promise.all([page.waitForEvent('download'), page.click(selector)]);
  return readFile(await download.path(), 'utf8');
}

onPage('the answer has project, revision, date and the counts of the legend', {}, async page => {
  const meta = await page.textContent('.meta');
  assert.match(meta, /Project the shop.*Revision main.*Read \d{4}-\d\d-\d\d/s);
  const counts = (await page.locator('.legend li:not(.rest) b').allTextContents()).map(Number);
  const [all] = (await page.textContent('h1')).match(/of (\d+) features/).slice(1).map(Number);
  assert.equal(counts.reduce((sum, one) => sum + one, 0), all);
  assert.equal(await page.textContent('nav a[href="#features"] b'), await count(page, 'feature').then(text => text.split(' ')[0]));
});

onPage('typing searches names, kinds, verdicts and groups, and keeps the address', {}, async page => {
  await page.keyboard.press('/');
  await page.keyboard.type('place_order');
  assert.equal(address(page), '#dictionary?q=place_order');
  assert.match(await page.textContent('#dictionary-table tbody'), /place_order/);
  await page.fill('#search', 'type:event verdict:unused');
  const verdicts = await page.locator('#dictionary-table tbody td:nth-child(3)').allTextContents();
  assert.ok(verdicts.length > 0 && verdicts.every(one => one === 'unused'), String(verdicts));
  await page.fill('#search', 'type:surface shelf12');
  assert.deepEqual(await page.locator('#dictionary-table tbody td:first-child').allTextContents(), ['surface', 'surface']);
  await page.fill('#search', 'nothing has this name');
  assert.match(await count(page, 'dictionary'), /Nothing found/);
});

onPage('keys walk the hits, open an entry and close everything again', {}, async page => {
  await page.keyboard.press('/');
  await page.keyboard.type('order');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  assert.ok(await page.isVisible('#panel'));
  const first = await page.textContent('#panel h2');
  await page.keyboard.press('ArrowDown');
  assert.notEqual(await page.textContent('#panel h2'), first);
  await page.keyboard.press('Escape');
  assert.ok(!await page.isVisible('#panel'));
  await page.keyboard.press('/');
  await page.keyboard.press('Escape');
  assert.equal(await page.inputValue('#search'), '');
});

onPage('an entry has description, verdict, calls at the revision, metrics and features', { hash: '#dictionary?entry=e:place_order' }, async page => {
  const panel = await page.textContent('#panel');
  for (const part of ['place_order', 'live', 'Sent at', 'Feeds', 'counts.count_total_place_order', 'Features', 'One-page checkout', 'properties', 'milestone'])
    assert.ok(panel.includes(part), part);
  const links = await page.locator('#panel a.src').evaluateAll(all => all.map(one => one.href));
  assert.ok(links.length > 1 && links.every(link => /^https:\/\/example\.org\/shop\/blob\/main\/.+#L\d+$/.test(link)), String(links));
});

onPage('a surface shows the way to its call', { hash: '#dictionary?q=type:surface verdict:tracked' }, async page => {
  await page.locator('#dictionary-table tbody a').first().click();
  const panel = await page.textContent('#panel');
  assert.match(panel, /tracked/);
  assert.match(panel, /Way to the call/);
  assert.match(panel, /Sends/);
});

onPage('filters combine, and the back button undoes them', {}, async page => {
  const all = await count(page, 'feature');
  await page.click('.legend a[href*="seen=no"]');
  const blind = await count(page, 'feature');
  assert.notEqual(blind, all);
  assert.deepEqual([...new Set(await page.locator('#feature-table tbody tr').evaluateAll(all => all.map(one => one.dataset.seen)))], ['no']);
  await page.click('.card h3 a[href*="group=discovery"]');
  assert.match(address(page), /group=discovery/);
  assert.deepEqual([...new Set(await page.locator('#feature-table tbody tr').evaluateAll(all => all.map(one => one.dataset.group)))], ['discovery']);
  assert.match(await page.textContent('#backlog-filters'), /group: discovery/);
  await page.goBack();
  assert.equal(await count(page, 'feature'), blind);
  await page.goBack();
  assert.equal(await count(page, 'feature'), all);
});

onPage('column heads sort', {}, async page => {
  await page.click('#feature-table th:first-child button');
  const titles = await page.locator('#feature-table tbody summary').allTextContents();
  assert.deepEqual(titles, [...titles].sort((a, b) => a.toLowerCase() < b.toLowerCase() ? -1 : 1));
  assert.equal(await page.getAttribute('#feature-table th:first-child', 'aria-sort'), 'ascending');
});

test('a view has an address that opens the same view', async () => {
  const first = await open(browser, made.file);
  await first.page.click('.legend a[href*="seen=no"]');
  await first.page.keyboard.press('/');
  await first.page.keyboard.type('verdict:live');
  const hash = new URL(first.page.url()).hash;
  const view = async page => [await count(page, 'feature'), await count(page, 'dictionary'), await page.inputValue('#search'), await page.locator('#dictionary-table tbody').textContent()];
  const second = await open(browser, made.file, { hash });
  assert.deepEqual(await view(second.page), await view(first.page));
  assert.deepEqual([...first.log, ...second.log], []);
  await first.context.close();
  await second.context.close();
});

onPage('a link leads to a feature beyond the first rows, with its evidence', { hash: '#f-shelf-39-labels' }, async page => {
  const row = page.locator('#f-shelf-39-labels');
  assert.ok(await row.isVisible());
  assert.ok(await row.evaluate(one => { const box = one.getBoundingClientRect(); return box.top >= 0 && box.top < innerHeight && one.querySelector('.evidence') !== null; }));
});

onPage('long lists show all rows on request', {}, async page => {
  assert.equal(await rows(page, 'feature'), 30);
  await page.click('#feature-table + .all button');
  assert.equal(await rows(page, 'feature'), 47);
  assert.equal(await rows(page, 'backlog'), 30);
  await page.click('#backlog-table + .all button');
  assert.ok(await rows(page, 'backlog') > 30);
});

onPage('a backlog entry has the call and the definitions, ready to copy', { hash: '#b1' }, async page => {
  const blocks = await page.locator('#b1 pre').allTextContents();
  assert.ok(blocks.length >= 2, String(blocks.length));
  assert.match(blocks[1], /^---|description:/m);
  await page.locator('#b1 .evidence button').first().click();
  assert.equal(await page.locator('#b1 .evidence button').first().textContent(), 'Copied');
});

onPage('CSV and JSON hold what is filtered, and formulas are defused', { hash: '#features?group=discovery' }, async page => {
  const number = Number((await count(page, 'feature')).split(' ')[0]);
  const csv = await saved(page, '#feature-filters button:text-is("CSV")');
  const lines = csv.split('\r\n');
  assert.equal(lines.length, number + 1);
  assert.equal(lines[0], '"feature","state","seen by","probability","surfaces","group","tier"');
  assert.ok(lines.some(line => line.startsWith('"\'=1+1 <img')), csv);
  const json = JSON.parse(await saved(page, '#feature-filters button:text-is("JSON")'));
  assert.equal(json.length, number);
  const backlog = await saved(page, '#backlog-filters button:text-is("CSV")');
  assert.match(backlog, /Shelf12Controller#create/);
  await page.keyboard.press('/');
  await page.keyboard.type('type:metric');
  const entries = JSON.parse(await saved(page, '#dictionary-filters button:text-is("JSON")'));
  assert.ok(entries.length > 0 && entries.every(one => one.type === 'metric' && one.group === 'discovery'));
});

test('without script every table can be read', async () => {
  const { page, context, log } = await open(browser, made.file, { javaScriptEnabled: false });
  const text = await page.innerText('main');
  for (const part of ['Shelf 39 labels', 'place_order', 'counts.count_total_place_order', 'Shelf40Controller#create', 'Measures nothing', 'What could not be read'])
    assert.ok(text.includes(part), part);
  await page.locator('#features summary').last().click();
  assert.ok(await page.locator('#features .evidence').last().isVisible());
  assert.ok(!await page.isVisible('#search'));
  assert.deepEqual(log, []);
  await context.close();
});

for (const [name, viewport] of [['1440', WIDE], ['390', NARROW]])
  for (const colorScheme of ['light', 'dark'])
    test(`${name} px, ${colorScheme}: no sideways scrolling, axe finds nothing`, async () => {
      const { page, context, log } = await open(browser, made.file, { viewport, colorScheme });
      for (const hash of ['', '#dictionary?entry=e:place_order']) {
        await page.evaluate(hash => { location.hash = hash; }, hash);
        await showAll(page);
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), viewport.width);
      }
      assert.deepEqual(log, []);
      await context.close();
      const injected = await open(browser, made.file, { viewport, colorScheme, bypassCSP: true });
      await showAll(injected.page);
      assert.deepEqual(await axe(injected.page), { violations: [], undecided: [] });
      await injected.context.close();
    });

onPage('print shows every row and every fold', {}, async page => {
  await page.emulateMedia({ media: 'print' });
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  assert.equal(await rows(page, 'feature'), 47);
  assert.equal(await page.locator('details:not([open])').count(), 0);
});

onPage('the trend names the commit of a change', { hash: '#trend' }, async page => {
  assert.match(await page.textContent('#trend'), /2 revisions/);
  assert.ok(await page.locator('#trend svg.line').count() > 0);
  assert.match(await page.textContent('#answer'), /Since .+ became visible and/);
});

test('html-validate finds nothing, and the policy names the script and the style', async () => {
  const text = await read(made.file);
  assert.deepEqual(await validate(text), []);
  assert.match(text, /default-src 'none'; style-src 'sha256-[^']+'; script-src 'sha256-[^']+'/);
});
