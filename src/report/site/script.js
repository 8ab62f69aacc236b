(() => {
  'use strict';
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const data = JSON.parse($('#data').textContent);
  document.documentElement.classList.add('script');
  const SHAPES = {live: 'yes', ok: 'yes', exact: 'yes', instrumented: 'yes', maybe: 'likely', pattern: 'likely', unused: 'dead', orphaned: 'dead',
    partial: 'part', 'definitions-only': 'part', undefined: 'odd', removed: 'out', unverifiable: 'out', exempt: 'out', 'no-code': 'out',
    tracked: 'yes', unknown: 'out'};
  const SHORT = 30, MOST = 40;

  /* Elements. Text is only ever added as text. */
  function make(tag, attributes, ...children) {
    const svg = tag === 'svg' || tag === 'use';
    const element = svg ? document.createElementNS('http://www.w3.org/2000/svg', tag) : document.createElement(tag);
    for (const [key, value] of Object.entries(attributes || {})) if (value != null) element.setAttribute(key, value);
    element.append(...children.flat(Infinity).filter(child => child != null && child !== ''));
    return element;
  }
  const glyph = verdict => {
    const shape = SHAPES[verdict] || 'no';
    return make('svg', {class: 'g ' + shape, 'aria-hidden': 'true'}, make('use', {href: '#g-' + shape}));
  };
  const breakable = text => text.split(/(?<=[_/.:])/).flatMap((piece, place) => place ? [make('wbr'), piece] : [piece]);
  const counted = (number, one, many) => number.toLocaleString('en') + ' ' + (number === 1 ? one : many);
  const keyOf = link => new URLSearchParams(link.hash.split('?')[1] || '').get('entry');
  const groupWords = group => group === 'none' ? 'no group' : group;
  const source = (path, line) => {
    const text = breakable(path + ':' + line);
    if (!data.source) return make('span', {class: 'src'}, text);
    const address = data.source.replace('{path}', path.split('/').map(encodeURIComponent).join('/')).replace('{line}', line);
    return make('a', {class: 'src', href: address}, text);
  };
  const button = (text, pressed, action) => {
    const element = make('button', {type: 'button', 'aria-pressed': pressed}, text);
    element.addEventListener('click', action);
    return element;
  };

  /* The entries. */
  const all = [];
  for (const [type, list] of [['event', data.events], ['metric', data.metrics], ['call', data.calls], ['surface', data.surfaces]])
    for (const entry of list) {
      entry.type = type;
      entry.n = entry.n || entry.p[0].join(':');
      entry.k = entry.k || type[0] + ':' + entry.n;
      all.push(entry);
    }
  /* Made when they are needed first: what the search reads, and the entries by their keys. */
  let readable = false, keys = null;
  function makeReadable() {
    if (readable) return;
    readable = true;
    for (const entry of all) {
      const more = entry.type === 'call' ? (entry.x || []).map(fact => fact[1]).join(' ') : entry.type === 'surface' ? entry.p[0][0] : '';
      entry.low = entry.n.toLowerCase();
      entry.text = (entry.n + ' ' + (entry.d || '') + ' ' + more).toLowerCase();
    }
  }
  const byKey = key => (keys = keys || new Map(all.map(entry => [entry.k, entry]))).get(key);

  /* The address: #section?group=…&seen=…&unclear=1&q=…&sort=…&entry=… */
  let section = '', params = new URLSearchParams();
  function read() {
    const [at, rest] = location.hash.slice(1).split('?');
    section = decodeURIComponent(at || '');
    params = new URLSearchParams(rest || '');
  }
  function address(changes, at = section) {
    const next = new URLSearchParams(params);
    for (const [key, value] of Object.entries(changes)) value ? next.set(key, value) : next.delete(key);
    const text = next.toString().replace(/%3A/gi, ':').replace(/%2C/gi, ',').replace(/%2F/gi, '/');
    return '#' + (at || 'answer') + (text ? '?' + text : '');
  }
  function go(changes, at, replace) {
    history[replace ? 'replaceState' : 'pushState'](null, '', address(changes, at));
    render(false);
  }

  /* Files of what is filtered. Formulas are defused. */
  function download(name, type, text) {
    const url = URL.createObjectURL(new Blob([text], {type}));
    make('a', {href: url, download: name}).click();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
  }
  const cell = text => '"' + String(text).replace(/^[=+\-@\t\r]/, "'$&").replace(/"/g, '""') + '"';
  const exports = (name, head, rows) => [
    button('CSV', null, () => download(name + '.csv', 'text/csv', [head, ...rows()].map(row => row.map(cell).join(',')).join('\r\n'))),
    button('JSON', null, () => download(name + '.json', 'application/json',
      JSON.stringify(rows().map(row => Object.fromEntries(head.map((key, place) => [key, row[place]]))), null, 1)))];
  const chips = filters => Object.entries(filters).filter(([, value]) => value).map(([key, value]) =>
    button((key === 'q' ? 'search' : key) + ': ' + (key === 'group' ? groupWords(value) : value) + ' ×', 'true', () => go({[key]: ''})));

  /* Features and backlog: the first rows are in the table, the rest is text until it is needed. */
  const tables = {features: $('#feature-table'), backlog: $('#backlog-table')};
  const rows = {features: $$('tbody tr', tables.features), backlog: tables.backlog ? $$('tbody tr', tables.backlog) : []};
  const parsed = text => new DOMParser().parseFromString(text, 'text/html').body;
  function load(name) {
    const rest = tables[name] && document.getElementById(tables[name].id + '-rest');
    if (!rest) return rows[name];
    rows[name].push(...$$('tbody tr', parsed(rest.textContent)));
    rest.remove();
    return rows[name];
  }
  const shown = row => [...row.cells].map(one => ($('summary', one) || one).textContent.trim());
  let showAll = {features: false, backlog: false, dictionary: false};
  function more(table, name, number, cut) {
    let line = table.nextElementSibling;
    if (!line || !line.classList.contains('all')) table.after(line = make('p', {class: 'all'}));
    line.replaceChildren();
    if (cut) line.append(button('Show all ' + number.toLocaleString('en'), null, () => { showAll[name] = true; render(false); }));
  }
  /* Shows the rows that pass, and returns a function that gives them and their number. */
  function draw(name, test, whole) {
    const table = tables[name];
    if (!table) return [() => [], 0];
    const number = +table.dataset.rows, cut = whole && !showAll[name] && number > SHORT;
    const hits = () => load(name).filter(test);
    const now = cut ? rows[name].slice(0, SHORT) : hits();
    table.tBodies[0].replaceChildren(...now);
    table.classList.toggle('cut', cut);
    more(table, name, number, cut);
    return [hits, cut ? number : now.length];
  }
  const SEEN = [['yes', 'confirmed'], ['likely', 'likely'], ['near', 'adjacent'], ['no', 'blind'], ['out', 'left out']];
  function features(group) {
    const seen = params.get('seen') || '', unclear = params.get('unclear') || '', whole = !group && !seen && !unclear;
    const test = row => (!group || row.dataset.group === group) && (!seen || row.dataset.seen === seen) && (!unclear || 'unclear' in row.dataset);
    const [hits, number] = draw('features', test, whole);
    $('#feature-filters').replaceChildren(
      ...SEEN.map(([value, words]) => button(words, seen === value, () => go({seen: seen === value ? '' : value}, 'features'))),
      button('unclear only', !!unclear, () => go({unclear: unclear ? '' : '1'}, 'features')), ...chips({group}),
      make('span', {class: 'count'}, number ? counted(number, 'feature', 'features') : 'No feature fits'),
      ...exports('features', ['feature', 'state', 'seen by', 'probability', 'surfaces', 'group', 'tier'], () => hits().map(shown)));
  }
  function backlog(group) {
    const [hits, number] = draw('backlog', row => !group || row.dataset.group === group, !group);
    const texts = (row, place, selector) => $$(selector, row.cells[place]).map(one => one.textContent.trim()).join('; ');
    const entry = row => [row.cells[0].textContent, texts(row, 1, 'a'), row.dataset.group, texts(row, 2, 'code'), texts(row, 2, '.src'), texts(row, 3, 'a'), texts(row, 4, 'summary')];
    $('#backlog-filters').replaceChildren(...chips({group}),
      make('span', {class: 'count'}, number ? counted(number, 'entry', 'entries') : 'No entry of this group'),
      ...exports('backlog', ['rank', 'features', 'group', 'surface', 'place', 'measured nearby', 'event'], () => hits().map(entry)));
  }

  /* Folds: the text of a closed one is read when it opens. */
  function fill(fold) {
    const text = $('noscript', fold);
    if (!text) return;
    text.replaceWith(...parsed(text.textContent).childNodes);
  }
  function copyable(fold) {
    for (const block of $$('pre', fold)) {
      if (block.previousElementSibling.matches('button')) continue;
      const element = button('Copy', null, () => copy(block.textContent, element));
      block.before(element);
    }
  }
  function unfold(fold) { fill(fold); copyable(fold); fold.open = true; }
  document.addEventListener('toggle', event => { if (event.target.open) unfold(event.target); }, true);

  /* The dictionary. */
  function query(text) {
    const wanted = {type: [], group: [], verdict: [], name: [], words: []};
    for (const word of text.toLowerCase().split(/\s+/).filter(Boolean)) {
      const at = word.indexOf(':'), key = word.slice(0, at);
      if (at > 0 && Object.hasOwn(wanted, key) && key !== 'words') { if (word.length > at + 1) wanted[key].push(word.slice(at + 1)); }
      else wanted.words.push(word);
    }
    return wanted;
  }
  let found = [];
  const TOGGLES = ['type:event', 'type:metric', 'type:call', 'type:surface', 'verdict:unused', 'verdict:orphaned', 'verdict:undefined'];
  const line = entry => make('tr', {'data-key': entry.k}, make('td', {class: 'soft'}, entry.type),
    make('td', null, make('a', {class: 'entry', href: address({entry: entry.k}, 'dictionary')}, breakable(entry.n)),
      entry.d ? [make('br'), make('span', {class: 'soft'}, entry.d)] : null),
    make('td', null, glyph(entry.v), entry.v), make('td', null, groupWords(entry.g)), make('td', {class: 'n'}, entry.u));
  function dictionary(group) {
    const text = params.get('q') || '', wanted = query(text + (group ? ' group:' + group : ''));
    if (text || group) makeReadable();
    found = !text && !group ? [...all] : all.filter(entry => wanted.type.every(type => entry.type.startsWith(type)) && wanted.group.every(one => entry.g.toLowerCase().startsWith(one))
      && wanted.verdict.every(one => entry.v.startsWith(one)) && wanted.name.every(one => entry.low.includes(one)) && wanted.words.every(word => entry.text.includes(word)));
    const sort = (params.get('sort') || '').match(/^(-?)d([0-4])$/);
    if (sort) {
      const key = ['type', 'n', 'v', 'g', 'u'][sort[2]], way = sort[1] ? -1 : 1;
      found.sort((a, b) => way * (key === 'u' ? (parseInt(a.u) || 0) - (parseInt(b.u) || 0) : a[key].localeCompare(b[key])));
    }
    const table = $('#dictionary-table'), cut = !showAll.dictionary && found.length > SHORT;
    table.tBodies[0].replaceChildren(...(cut ? found.slice(0, SHORT) : found).map(line));
    more(table, 'dictionary', found.length, cut);
    const words = text.split(' ').filter(Boolean);
    $('#dictionary-filters').replaceChildren(
      ...TOGGLES.map(one => button(one, words.includes(one), () => go({q: (words.includes(one) ? words.filter(word => word !== one) : [...words, one]).join(' ')}, 'dictionary'))),
      ...chips({group, q: words.some(word => !TOGGLES.includes(word)) ? text : ''}),
      make('span', {class: 'count'}, found.length ? counted(found.length, 'entry', 'entries') : 'Nothing found. Remove a word or a filter.'),
      ...exports('dictionary', ['type', 'name', 'verdict', 'group', 'used by', 'description'], () => found.map(one => [one.type, one.n, one.v, one.g, one.u, one.d || ''])));
    const search = $('#search');
    if (search.value !== text && document.activeElement !== search) search.value = text;
  }

  /* The panel of one entry. */
  let back = null;
  const linked = entry => make('li', null, glyph(entry.v), make('a', {class: 'entry', href: address({entry: entry.k})}, breakable(entry.n)), ' ', make('span', {class: 'soft'}, entry.v));
  const list = (title, items, most = MOST) => items.length ? [make('h3', null, title), make('ul', null, items.slice(0, most),
    items.length > most ? make('li', {class: 'soft'}, 'and ' + (items.length - most) + ' more') : null)] : [];
  function copy(text, element) {
    const words = element.textContent;
    const done = () => { element.textContent = 'Copied'; $('#toast').textContent = 'Copied'; setTimeout(() => element.textContent = words, 1200); };
    const area = make('textarea', {class: 'quiet'});
    area.value = text;
    document.body.append(area); area.select(); document.execCommand('copy'); area.remove(); element.focus(); done();
  }
  function panel(key) {
    const aside = $('#panel'), entry = key ? byKey(key) : undefined;
    $$('tr.hit').forEach(row => row.classList.remove('hit'));
    if (!entry) {
      if (!aside.hidden) { aside.hidden = true; if (back && back.isConnected) back.focus({preventScroll: true}); }
      if (key) $('#toast').textContent = 'This page has no entry ' + key;
      return;
    }
    const row = $$('#dictionary-table tbody tr').find(one => one.dataset.key === key);
    if (row) row.classList.add('hit');
    const link = button('Copy link', null, () => copy(location.href, link));
    /* A call inside of a wrapper sends nothing by itself: its callers are listed, and the wrapper below them. */
    const steps = new Set((entry.c || []).flatMap(([at]) => data.calls[at].w || []).map(step => step[0] + ' ' + step[2].split(/[#.:]/).pop()));
    const scope = call => ((call.x || []).find(([word]) => word === 'scope') || ['', ''])[1].split(/[#.:]/).pop();
    const outer = (entry.c || []).filter(([at]) => !steps.has(data.calls[at].p[0][0] + ' ' + scope(data.calls[at])));
    const calls = (outer.length ? outer : entry.c || []).map(([at, grade]) => { const call = data.calls[at]; return make('li', null, glyph(grade), source(...call.p[0]), ' ', make('a', {class: 'soft', href: address({entry: call.k})}, 'details')); });
    const wrappers = new Map((entry.c || []).flatMap(([at]) => data.calls[at].w || []).concat(entry.w || []).map(step => [step[0] + step[1], step]));
    aside.replaceChildren(
      make('header', null, make('span', null, entry.type), link, button('Close', null, () => go({entry: ''}))),
      make('h2', {id: 'panel-title'}, breakable(entry.n)),
      make('p', null, glyph(entry.v), make('b', null, entry.v), entry.r ? ': ' + entry.r.join('; ') : null),
      !'metric event'.includes(entry.type) ? '' : make('p', {class: entry.d ? null : 'soft'}, entry.d || 'No description in its definition.'),
      ...list('Features', (entry.f || []).map(at => { const [id, title, verdict] = data.features[at]; return make('li', null, glyph(verdict), make('a', {href: '#f-' + id}, title)); })),
      ...(entry.type === 'event' ? (calls.length ? list('Sent at ' + counted(calls.length, 'place', 'places'), calls) : [make('h3', null, 'Sent at'), make('p', {class: 'soft'}, 'No call in this tree.')]) : []),
      ...list(entry.type === 'surface' ? 'Way to the call' : 'Through wrappers', [...wrappers.values()].map(step => make('li', null, source(step[0], step[1]), ' ', make('span', {class: 'soft'}, step[2])))),
      ...list('Feeds', (entry.m || []).map(at => linked(data.metrics[at]))),
      ...list({call: 'Can send', surface: 'Sends'}[entry.type] || 'Fed by', (entry.e || []).map(at => linked(data.events[at]))),
      make('h3', null, 'metric event'.includes(entry.type) ? 'Definition' : 'Place'),
      make('dl', {class: 'facts'}, [['group', groupWords(entry.g)], ...(entry.x || [])].flatMap(([word, text]) => [make('dt', null, word), make('dd', null, text)])),
      ...(entry.p || []).map(([path, at]) => make('p', null, source(path, at))));
    const fresh = aside.hidden;
    aside.hidden = false; aside.scrollTop = 0;
    if (fresh && !back) back = document.activeElement;
    if (document.activeElement !== $('#search')) aside.focus({preventScroll: true});
  }

  /* Sorting by column heads. */
  let sorted = '', order = null;
  for (const [id, name] of [['feature-table', 'f'], ['dictionary-table', 'd']])
    $$('#' + id + ' th').forEach((head, place) => {
      const words = head.textContent, first = head.classList.contains('n') ? '-' : '', second = first ? '' : '-';
      head.replaceChildren(button(words, null, () => {
        const now = params.get('sort');
        go({sort: now === first + name + place ? second + name + place : now === second + name + place ? '' : first + name + place});
      }));
    });
  function sortFeatures() {
    const sort = params.get('sort') || '';
    for (const [id, name] of [['feature-table', 'f'], ['dictionary-table', 'd']])
      $$('#' + id + ' th').forEach((head, place) => sort.endsWith(name + place) ? head.setAttribute('aria-sort', sort[0] === '-' ? 'descending' : 'ascending') : head.removeAttribute('aria-sort'));
    if (sort === sorted) return;
    sorted = sort;
    const match = sort.match(/^(-?)f([0-6])$/);
    if (!match) { if (order) rows.features = [...order]; return; }
    order = order || [...load('features')];
    const next = [...order], place = +match[2], number = place === 3 || place === 4, way = match[1] ? -1 : 1;
    const value = row => { const text = shown(row)[place]; return number ? (parseFloat(text) || (text[0] === '0' ? 0 : -1)) : text.toLowerCase(); };
    const values = new Map(next.map(row => [row, value(row)]));
    next.sort((a, b) => { const x = values.get(a), y = values.get(b); return x < y ? -way : x > y ? way : 0; });
    rows.features = next;
  }

  /* Returns the element of an anchor. A row that is not shown yet is added. */
  function targetOf(id) {
    const found = document.getElementById(id);
    if (found || !/^[fb]/.test(id)) return found;
    for (const name of ['features', 'backlog']) {
      const row = load(name).find(one => one.id === id);
      if (row) { tables[name].tBodies[0].append(row); return row; }
    }
    return null;
  }

  /* Only what the address or a button changed is drawn again, so that typing stays fast. */
  let drawn = '', searched = null;
  function render(scroll) {
    const before = section;
    read();
    const group = params.get('group') || '', [q, seen, unclear, sort] = ['q', 'seen', 'unclear', 'sort'].map(key => params.get(key) || '');
    const now = JSON.stringify([group, seen, unclear, sort, showAll.features, showAll.backlog]);
    if (now !== drawn) {
      drawn = now;
      $$('.card').forEach(card => card.classList.toggle('chosen', card.dataset.group === group));
      $('#chip').replaceChildren(...chips({group}));
      sortFeatures();
      features(group);
      backlog(group);
      $$('.owners tbody tr').forEach(row => row.hidden = !!group && row.dataset.group !== group);
    }
    const search = JSON.stringify([group, q, sort, showAll.dictionary]);
    if (search !== searched) { searched = search; dictionary(group); }
    panel(params.get('entry'));
    if (!scroll && before === section) return;
    const target = section && targetOf(section);
    if (!target || params.get('entry') && !scroll) return;
    if (target.matches('tr')) {
      target.hidden = false; target.classList.add('hit'); target.closest('table').classList.remove('cut');
      const fold = $('details', target);
      if (fold) unfold(fold);
    }
    target.scrollIntoView();
  }

  document.addEventListener('click', event => {
    const link = event.target.closest('a[href^="#"]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    const key = keyOf(link);
    if (key) { back = link; go({entry: key}); return; }
    const plain = !link.hash.includes('?');
    history.pushState(null, '', plain && link.closest('nav') ? address({entry: ''}, link.hash.slice(1)) : link.hash);
    section = ''; render(true);
  });
  const search = $('#search');
  search.addEventListener('input', () => { showAll.dictionary = false; const first = section !== 'dictionary'; go({q: search.value.trim(), entry: ''}, 'dictionary', !first); });
  const visible = () => $$('#dictionary-table tbody a.entry');
  document.addEventListener('keydown', event => {
    const active = document.activeElement, typing = active && /^(INPUT|TEXTAREA)$/.test(active.tagName), aside = $('#panel');
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === '/' && !typing) { event.preventDefault(); search.focus(); search.select(); }
    else if (event.key === 'Escape') {
      event.preventDefault();
      if (!aside.hidden) { go({entry: ''}); back = null; }
      else if (active === search && search.value) { search.value = ''; go({q: ''}, section, true); }
      else if (active === search) search.blur();
      else if (params.toString()) go({group: '', seen: '', unclear: '', q: '', sort: ''});
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      const links = visible(), open = !aside.hidden;
      const now = open ? links.findIndex(link => keyOf(link) === params.get('entry')) : links.indexOf(active);
      if (active !== search && now < 0) return;
      event.preventDefault();
      const place = now + (event.key === 'ArrowDown' ? 1 : -1);
      if (place < 0) { search.focus(); return; }
      const next = links[place];
      if (!next) return;
      if (open) { back = next; go({entry: keyOf(next)}, section, true); } else next.focus({preventScroll: true});
      next.scrollIntoView({block: 'nearest'});
    } else if (event.key === 'Enter' && active === search) { const first = visible()[0]; if (first) first.click(); }
  });
  addEventListener('popstate', () => render(false));
  addEventListener('beforeprint', () => { showAll = {features: true, backlog: true, dictionary: true}; render(false); $$('details').forEach(unfold); });
  render(true);
  (window.requestIdleCallback || setTimeout)(makeReadable);
})();
