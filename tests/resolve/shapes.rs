//! Shapes of modern scripts: elements of components, declared types, subclasses, collections, event buses, and paths of modules.

use crate::support::project::rows_of;
use indoc::indoc;

const RULES: &str = indoc! {r"
    pack: own
    system: usage
    calls:
      - {id: capture, languages: [javascript, typescript, vue], on: {import: metrics-js}, method: capture, event: {argument: 0}}
      - {id: track, languages: [typescript], on: {type: Telemetry}, method: track, event: {argument: 0}}
"};

/// Returns the calls in files below `src/`.
fn calls(files: &[(&str, &str)]) -> Vec<String> {
    let rows = rows_of(RULES, files).into_iter();
    rows.filter(|row| row.starts_with("src/")).collect()
}

const SEND: (&str, &str) = (
    "lib/send.ts",
    "import metrics from 'metrics-js';\nexport const send = (name: string) => metrics.capture(name);\n",
);

#[test]
fn an_element_supplies_the_properties_of_its_component() {
    let buttons = indoc! {r"
        import { Component, forwardRef, memo } from 'react';
        import metrics from 'metrics-js';

        export function Button({ event = 'clicked', ...rest }) {
          return <b {...rest} onClick={() => metrics.capture(event)} />;
        }
        export const Link = forwardRef(function Link(props, ref) {
          return <a ref={ref} onClick={() => metrics.capture(props.event)} />;
        });
        export const Small = memo(({ event, ...props }) => <Button event={event} {...props} />);
        export class Old extends Component {
          render() { return <i onClick={() => metrics.capture(this.props.event)} />; }
        }
        export const Rest = ({ event, ...rest }) => <Button {...rest} />;
    "};
    let page = indoc! {r"
        import { Button, Link, Old, Rest, Small } from '../lib/buttons';
        import * as Group from '../lib/buttons';
        export const Page = ({ own }) => (
          <div>
            <Button event={own ? 'sold' : 'bought'} />
            <Button />
            <Link event='linked'>x</Link>
            <Small event='small' />
            <Group.Button event='grouped' />
            <Rest event='hidden' />
          </div>
        );
    "};
    let found = calls(&[("lib/buttons.tsx", buttons), ("src/page.tsx", page)]);
    assert_eq!(
        found,
        [
            "src/page.tsx:5 bought,sold",
            "src/page.tsx:6 clicked",
            "src/page.tsx:7 linked",
            "src/page.tsx:8 small",
            "src/page.tsx:9 grouped",
        ]
    );
}

#[test]
fn declared_types_say_what_a_receiver_is() {
    let telemetry = "export class Telemetry {\n  track(name: string) {}\n}\n";
    let code = indoc! {r"
        import { Telemetry } from '../lib/telemetry';
        type Deps = { t: Telemetry; other: string };
        export class Relay {
          private own!: Telemetry;
          injected = inject(Telemetry);
          constructor(private telemetry: Telemetry) {}
          go() {
            this.telemetry.track('constructor');
            this.own.track('field');
            this.injected.track('injected');
          }
        }
        export function parameter(t: Telemetry) { t.track('parameter'); }
        export const member = ({ t }: { t: Telemetry }) => t.track('member');
        export const named = ({ t }: Deps) => t.track('named');
        export function other(t: Other) { t.track('other'); }
        class Own extends Telemetry {
          go() { this.track('subclass'); }
        }
        new Telemetry().track('new');
    "};
    let found = calls(&[("lib/telemetry.ts", telemetry), ("src/a.ts", code)]);
    let names: Vec<&str> = found
        .iter()
        .filter_map(|row| row.split(' ').nth(1))
        .collect();
    let expected = [
        "constructor",
        "field",
        "injected",
        "parameter",
        "member",
        "named",
        "subclass",
        "new",
    ];
    assert_eq!(names, expected);
}

#[test]
fn collections_are_followed() {
    let code = indoc! {r"
        import { send } from '../lib/send';
        const LAMPS = { on: 'lamp_on', off: 'lamp_off' };
        const COINS = new Map([['found', 'coin_found'], ['lost', 'coin_lost']]);
        const MORE = { first: 'first' };
        MORE.second = 'second';
        export function all(key) {
          Object.values(LAMPS).forEach(send);
          for (const [, name] of Object.entries(LAMPS)) send(name);
          for (const [key] of COINS) send(key);
          send(COINS.get('found'));
          for (const flag of new Set(['up', 'down'])) send(flag);
          send(Object.values(LAMPS)[0]);
          send(MORE[key]);
          send.call(null, 'called');
          send.apply(null, ['applied']);
        }
    "};
    assert_eq!(
        calls(&[SEND, ("src/a.js", code)]),
        [
            "src/a.js:7 lamp_off,lamp_on",
            "src/a.js:8 lamp_off,lamp_on",
            "src/a.js:9 found,lost",
            "src/a.js:10 coin_found",
            "src/a.js:11 down,up",
            "src/a.js:12 lamp_on",
            "src/a.js:13 first,second",
            "src/a.js:14 called",
            "src/a.js:15 applied",
        ]
    );
}

#[test]
fn parts_of_one_element_belong_together() {
    let code = indoc! {r"
        import { send } from '../lib/send';
        const ITEMS = [{ id: 'size', action: 'open' }, { id: 'lock', action: 'close' }];
        const both = (item) => send(`${item.action}_${item.id}`);
        ITEMS.forEach(({ id, action }) => send(`${action}_${id}`));
        ITEMS.forEach((item) => both(item));
    "};
    let found = calls(&[SEND, ("src/a.js", code)]);
    let expected = ["close_lock,open_size"; 3];
    let names: Vec<&str> = found
        .iter()
        .filter_map(|row| row.split(' ').nth(1))
        .collect();
    assert_eq!(names, expected);
}

#[test]
fn subclasses_say_what_an_inherited_method_sends() {
    let base = indoc! {r"
        import metrics from 'metrics-js';
        export class Action {
          protected topic = 'base';
          constructor(protected readonly label?: string) {}
          tell() { metrics.capture(this.topic); }
          say() { metrics.capture(this.label); }
        }
    "};
    let code = indoc! {r"
        import { Action } from '../lib/action';
        class Fire extends Action { protected topic = 'fire'; }
        class Made extends Action { constructor() { super('made'); } }
        export function all() {
          new Fire().tell();
          new Action('x').tell();
          new Made().say();
          new Action('sold').say();
        }
    "};
    assert_eq!(
        calls(&[("lib/action.ts", base), ("src/a.ts", code)]),
        [
            "src/a.ts:5 fire",
            "src/a.ts:6 base",
            "src/a.ts:7 made",
            "src/a.ts:8 sold"
        ]
    );
}

#[test]
fn what_is_sent_on_a_bus_reaches_its_listeners() {
    let bus =
        "import mitt from 'mitt';\nexport const bus = mitt();\nexport const KEY = 'assist';\n";
    let listener = indoc! {r"
        import { bus, KEY } from '../lib/bus';
        import { send } from '../lib/send';
        bus.on(KEY, (name) => send(name));
        bus.on('other', (name) => send(name));
        function heard({ name }) { send(name); }
        bus.on('third', heard);
    "};
    let sender = indoc! {r"
        import { bus, KEY } from '../lib/bus';
        export const go = () => bus.emit(KEY, 'assisted');
        export const third = () => bus.emit('third', { name: 'third_sent' });
    "};
    let found = calls(&[
        SEND,
        ("lib/bus.js", bus),
        ("src/listener.js", listener),
        ("src/sender.js", sender),
    ]);
    assert_eq!(
        found,
        [
            "src/listener.js:3 assisted",
            "src/listener.js:4 ?",
            "src/listener.js:5 third_sent"
        ]
    );
}

#[test]
fn modules_are_found_by_every_kind_of_path() {
    let package = "{ \"name\": \"@shop/usage\", \"exports\": { \".\": \"./dist/main.js\" } }";
    let compiler = "{ // comment\n \"compilerOptions\": { \"baseUrl\": \".\", \"paths\": { \"~lib/*\": [\"lib/*\"] } } }";
    let found = calls(&[
        SEND,
        ("tsconfig.json", compiler),
        ("packages/usage/package.json", package),
        (
            "packages/usage/src/main.ts",
            "export { send } from '../../../lib/send';\n",
        ),
        (
            "src/a.ts",
            "import { send } from '../lib/send.js';\nsend('written');\n",
        ),
        (
            "src/b.ts",
            "import { send } from '~lib/send';\nsend('paths');\n",
        ),
        (
            "src/c.ts",
            "import { send } from 'lib/send';\nsend('base');\n",
        ),
        (
            "src/d.ts",
            "import { send } from '@shop/usage';\nsend('package');\n",
        ),
        (
            "src/e.ts",
            "const { send } = require('../lib/send');\nsend('required');\n",
        ),
        (
            "src/f.ts",
            "const { send } = await import('../lib/send');\nsend('awaited');\n",
        ),
        (
            "src/g.ts",
            "export const api = { run: other };\nimport { send as other } from '../lib/send';\n",
        ),
        (
            "src/h.ts",
            "import { api } from './g';\napi.run('renamed');\n",
        ),
    ]);
    assert_eq!(
        found,
        [
            "src/a.ts:2 written",
            "src/b.ts:2 paths",
            "src/c.ts:2 base",
            "src/d.ts:2 package",
            "src/e.ts:2 required",
            "src/f.ts:2 awaited",
            "src/h.ts:2 renamed",
        ]
    );
}
