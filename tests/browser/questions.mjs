// The six questions of a product manager, each with the clicks and keys that answer it:
// node questions.mjs PAGE.html GROUP EVENT METRIC FOLDER

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { launch, NARROW, open, WIDE } from './browser.mjs';

const [file, group, event, metric, folder] = process.argv.slice(2);
const MOST = 4;
const FORMS = [['1440-light', WIDE, 'light'], ['1440-dark', WIDE, 'dark'], ['390-light', NARROW, 'light'], ['390-dark', NARROW, 'dark']];

/** Clicks and keys, counted. A name is pasted with one key. */
class Hand {
  constructor(page) { this.page = page; this.used = []; }
  async click(selector) { await this.page.locator(selector).first().click(); this.used.push(`click ${selector}`); }
  async key(key) { await this.page.keyboard.press(key); this.used.push(key); }
  async paste(text) { await this.page.keyboard.insertText(text); this.used.push(`paste ${text}`); }
}
const lines = locator => locator.allInnerTexts().then(all => all.map(one => one.replace(/\s+/g, ' ').trim()));
const ofGroup = `.card h3 a[href="#features?group=${group}"]`;
async function groupOf(hand) {
  const card = hand.page.locator(ofGroup);
  if (!await card.isVisible()) await hand.click('.more > summary');
  await hand.click(ofGroup);
}

const QUESTIONS = [
  ['1-blind', 'Which features of my group are blind?', async hand => {
    await groupOf(hand);
    const rows = hand.page.locator('#feature-table tbody tr:not([data-seen=yes]):not([data-seen=likely]):not([data-seen=out]) summary');
    return lines(rows);
  }],
  ['2-dead', 'Which metrics of my group are dead?', async hand => {
    await groupOf(hand);
    await hand.click('nav a[href="#dead"]');
    await hand.click('.owners tbody tr:not([hidden]) summary');
    return lines(hand.page.locator('.owners tbody tr:not([hidden]) .evidence li'));
  }],
  ['3-next', 'What should we instrument next?', async hand => {
    await groupOf(hand);
    await hand.click('nav a[href="#backlog"]');
    return lines(hand.page.locator('#backlog-table tbody tr:visible').first());
  }],
  ['4-trend', 'Did it get better?', async hand => {
    await hand.click('nav a[href="#trend"]');
    return lines(hand.page.locator('#trend .lede, #trend .changes li'));
  }],
  ['5-sent', `Where is ${event} sent?`, async hand => {
    await hand.key('/');
    await hand.paste(event);
    await hand.key('Enter');
    return lines(hand.page.locator('#panel h3:text-matches("^Sent at") + ul a.src'));
  }],
  ['6-means', `What does ${metric} mean?`, async hand => {
    await hand.key('/');
    await hand.paste(metric);
    await hand.key('Enter');
    return lines(hand.page.locator('#panel > p'));
  }],
];

mkdirSync(folder, { recursive: true });
const browser = await launch();
let answered = 0;
for (const [name, words, answer] of QUESTIONS) {
  let good = true;
  for (const [form, viewport, colorScheme] of FORMS) {
    const { page, context } = await open(browser, file, { viewport, colorScheme });
    const hand = new Hand(page);
    const found = await answer(hand);
    good &&= found.length > 0 && hand.used.length <= MOST;
    await page.waitForTimeout(100);
    await page.screenshot({ path: join(folder, `${name}-${form}.png`) });
    if (form === FORMS[0][0]) console.log(`${words}\n  ${hand.used.length}: ${hand.used.join(', ')}\n  ${found.length} lines: ${found.slice(0, 3).join(' | ').slice(0, 300)}`);
    await context.close();
  }
  answered += Number(good);
}
await browser.close();
console.log(`${answered} of ${QUESTIONS.length} answered with at most ${MOST} clicks or keys, at 1440 and 390, light and dark`);
process.exitCode = answered === QUESTIONS.length ? 0 : 1;
