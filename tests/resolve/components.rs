//! State, contexts and properties of components of markup.

use crate::support::project::rows_of;
use indoc::indoc;

const RULES: &str = indoc! {"
    pack: own
    system: usage
    calls:
      - {id: capture, languages: [javascript, typescript], on: {import: usage-js}, method: capture, event: {argument: 0}}
"};

#[test]
fn a_state_has_its_first_value_and_those_that_its_setter_gets() {
    let code = indoc! {r"
        import usage from 'usage-js';
        export function Lamp({ list }) {
          const [name, setName] = useState('lit');
          const [kind] = React.useState(() => 'only');
          const [side, setSide] = useState('left');
          const [seen, setSeen] = useState('kept');
          const [own, setOwn] = useState('own');
          useEffect(() => { setName(list ? 'dimmed' : 'out'); }, [setName]);
          const turn = () => setSide((side) => (side === 'left' ? 'right' : 'left'));
          const grow = () => setOwn(own + '_more');
          usage.capture(name);
          usage.capture(kind);
          usage.capture(side);
          usage.capture(seen);
          usage.capture(own);
          return <Child onChange={setSeen} />;
        }
        export function Other() {
          const [name, setName] = useState('other');
          return <b onClick={() => { setName('switch'); usage.capture(name); }} />;
        }
    "};
    assert_eq!(
        rows_of(RULES, &[("src/lamp.jsx", code)]),
        [
            "src/lamp.jsx:11 dimmed,lit,out",
            "src/lamp.jsx:12 only",
            "src/lamp.jsx:13 left,right",
            "src/lamp.jsx:14 kept,?",
            "src/lamp.jsx:15 own,own_more,*_more",
            "src/lamp.jsx:20 other,switch",
        ]
    );
}

#[test]
fn a_context_has_the_values_of_its_providers() {
    let context = indoc! {r"
        import { createContext, useContext } from 'react';
        export const UsageContext = createContext(null);
        export const Room = createContext('nowhere');
        export const useUsage = () => {
          const usage = useContext(UsageContext);
          if (!usage) throw new Error('no provider');
          return usage;
        };
    "};
    let provider = indoc! {r"
        import usage from 'usage-js';
        import { Room, UsageContext } from './context';
        export function UsageProvider({ area, children }) {
          const track = useCallback((name) => usage.capture(`${area}_${name}`), [area]);
          const value = useMemo(() => ({ track, opened: () => usage.capture('opened') }), [track]);
          return <UsageContext.Provider value={value}>{children}</UsageContext.Provider>;
        }
        export const Hall = () => <Room.Provider value='hall'><Page /></Room.Provider>;
    "};
    let page = indoc! {r"
        import usage from 'usage-js';
        import { Room, UsageContext, useUsage } from './context';
        import { UsageProvider } from './provider';
        export const Page = () => <UsageProvider area='shop'><Button /></UsageProvider>;
        export function Button() {
          const { track } = useContext(UsageContext);
          const own = useUsage();
          const room = React.useContext(Room);
          track('bought');
          own.track('sold');
          own.opened();
          usage.capture(`in_${room}`);
        }
    "};
    let files = [
        ("src/context.js", context),
        ("src/provider.jsx", provider),
        ("src/page.jsx", page),
    ];
    let rows = rows_of(RULES, &files);
    let of_page: Vec<&String> = rows
        .iter()
        .filter(|row| row.starts_with("src/page"))
        .collect();
    assert_eq!(
        of_page,
        [
            "src/page.jsx:9 shop_bought",
            "src/page.jsx:10 shop_sold",
            "src/page.jsx:11 opened",
            "src/page.jsx:12 in_hall,in_nowhere",
        ]
    );
}

#[test]
fn a_context_without_a_known_provider_is_open() {
    let code = indoc! {r"
        import usage from 'usage-js';
        const Room = createContext();
        const Hall = createContext('hall');
        export const HallProvider = Hall.Provider;
        export function Page() {
          const room = useContext(Room);
          const hall = useContext(Hall);
          usage.capture(room);
          usage.capture(hall);
        }
    "};
    let rows = rows_of(RULES, &[("src/page.jsx", code)]);
    assert_eq!(rows, ["src/page.jsx:8 ?", "src/page.jsx:9 hall,?"]);
}

#[test]
fn classes_are_components_and_elements_may_leave_properties_out() {
    let buttons = indoc! {r"
        import React, { Component } from 'react';
        import usage from 'usage-js';
        export class Old extends Component {
          static defaultProps = { event: 'left_out' };
          render() { return <i onClick={() => usage.capture(this.props.event)} />; }
        }
        export class Made extends React.PureComponent {
          constructor(own) { super(own); this.state = {}; }
          tell() { const { event } = this.props; usage.capture(event); }
        }
        export function Plain({ event }) { return <i onClick={() => usage.capture(event)} />; }
        Plain.defaultProps = { event: 'plain' };
    "};
    let page = indoc! {r"
        import { Old, Made, Plain } from './buttons';
        export const Page = () => <p><Old event='old' /><Old /><Made event='made' /><Plain event='own' /><Plain /></p>;
        export const other = React.createElement(Old, { event: 'created' });
    "};
    let rows = rows_of(
        RULES,
        &[("src/buttons.jsx", buttons), ("src/page.jsx", page)],
    );
    let inside: Vec<&String> = rows.iter().filter(|row| row.contains("buttons")).collect();
    assert_eq!(
        inside,
        [
            "src/buttons.jsx:5 created,left_out,old",
            "src/buttons.jsx:9 made",
            "src/buttons.jsx:11 own,plain",
        ]
    );
}

const PAGE: &str = indoc! {r"
    import usage from 'usage-js';
    import { Panel } from './panel';
    import { download, each } from './tools';
    const note = (name) => usage.capture(name);
    export function Page() {
      const track = useCallback((name) => usage.capture(name), []);
      const load = () => { download({ track, id: 1 }); each(note, ['x']); };
      return <Panel onTrack={track} other={load} />;
    }
"};

const PANEL: &str = indoc! {r"
    import { Button } from './button';
    export function Panel({ onTrack, other }) {
      other('not_sent');
      return <p onClick={() => onTrack('panel')}><Button report={onTrack} /></p>;
    }
"};

const BUTTON: &str = indoc! {r"
    export const Button = (props) => {
      const { report: tell } = props;
      return <b onClick={() => tell('button')} onHover={() => props.report('hovered')} />;
    };
"};

const TOOLS: &str = indoc! {r"
    export async function download({ track, id }: { track: Tracker, id: number }) { track('download'); }
    export function each(run, list) { run('each'); }
    export function unrelated(track) { track('unrelated'); }
"};

const CONTEXT: &str = indoc! {r"
    import usage from 'usage-js';
    const Usage = createContext(null);
    export const Outer = () => (
      <Usage.Provider value={{ track: (name) => usage.capture(name) }}>
        <Usage.Consumer>{({ track }) => <b onClick={() => track('consumed')} />}</Usage.Consumer>
      </Usage.Provider>
    );
"};

#[test]
fn a_function_that_is_passed_on_is_called_by_its_receivers() {
    let files = [
        ("src/page.jsx", PAGE),
        ("src/panel.jsx", PANEL),
        ("src/button.jsx", BUTTON),
        ("src/tools.ts", TOOLS),
        ("src/context.jsx", CONTEXT),
    ];
    let rows = rows_of(RULES, &files);
    assert_eq!(
        rows,
        [
            "src/button.jsx:3 button",
            "src/button.jsx:3 hovered",
            "src/context.jsx:4 consumed",
            "src/context.jsx:5 consumed",
            "src/page.jsx:4 each",
            "src/page.jsx:6 button,download,hovered,panel",
            "src/page.jsx:7 download",
            "src/page.jsx:7 each",
            "src/panel.jsx:4 panel",
            "src/tools.ts:1 download",
            "src/tools.ts:2 each",
        ]
    );
}

#[test]
fn types_of_the_properties_of_a_class_say_what_a_receiver_is() {
    let code = indoc! {r"
        import React from 'react';
        import type { Beacon } from 'beacon';
        interface Props { beacon?: Beacon; size: number }
        export class Lamp extends React.Component<Props, { on: boolean }> {
          go() { this.props.beacon.emit('lit'); }
        }
        export class Bulb extends Component<{ beacon: Beacon }> {
          constructor(props) { super(props); }
          go() { this.props.beacon?.emit('glowed'); }
        }
        export class Shade extends Component<{ other: Beacon }> {
          go() { this.props.beacon.emit('no'); }
        }
    "};
    let rules = indoc! {r"
        pack: own
        system: usage
        calls: [{id: emit, languages: [javascript, typescript], on: {type: Beacon}, method: emit, event: {argument: 0}}]
    "};
    let rows = rows_of(rules, &[("src/a.tsx", code)]);
    assert_eq!(rows, ["src/a.tsx:5 lit", "src/a.tsx:9 glowed"]);
}

#[test]
fn functions_of_a_component_call_what_is_declared_behind_them() {
    let code = indoc! {r"
        export const Lamp = ({ beacon }) => {
          const late = () => { send('late'); };
          const later = useCallback(() => { late(); send('later'); }, []);
          const send = (name) => track(name);
          return later;
        };
    "};
    let rules = indoc! {r"
        pack: own
        system: usage
        calls: [{id: emit, languages: [javascript, typescript], on: nothing, method: track, event: {argument: 0}}]
    "};
    let rows = rows_of(rules, &[("src/a.tsx", code)]);
    assert_eq!(
        rows,
        [
            "src/a.tsx:2 late",
            "src/a.tsx:3 later",
            "src/a.tsx:4 late,later"
        ]
    );
}
