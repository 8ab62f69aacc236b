//! Values that code changes after it made them, and members that subclasses change.

use crate::support::project::rows_of;
use indoc::indoc;

const RULES: &str = indoc! {"
    pack: own
    system: usage
    calls:
      - {id: capture, languages: [javascript, typescript], on: {import: usage-js}, method: capture, event: {argument: 0}}
      - {id: rust, languages: rust, on: {type: Usage}, method: capture, event: {argument: 0}}
      - {id: emit, languages: ruby, on: {type: Beacon}, method: emit, event: {argument: 0}}
"};

#[test]
fn a_rust_text_is_what_its_methods_make_of_it() {
    let code = indoc! {r#"
        pub fn go(own: bool) {
            let mut name = String::from("lamp");
            name.push_str("_lit");
            Usage::capture(&name);
            let mut side = "side".to_string();
            if own { side += "_own"; }
            Usage::capture(&side);
            let mut other = String::from("other");
            other.clear();
            Usage::capture(&other);
            let mut lent = String::from("lent");
            fill(&mut lent);
            Usage::capture(&lent);
            let mut many = "many".to_owned();
            for part in parts() { many.push_str(part); }
            Usage::capture(&many);
            if own {
                let mut inner = String::from("in");
                inner.push_str("ner");
                Usage::capture(&inner);
            }
        }
    "#};
    assert_eq!(
        rows_of(RULES, &[("src/lib.rs", code)]),
        [
            "src/lib.rs:4 lamp_lit",
            "src/lib.rs:7 side,side_own",
            "src/lib.rs:10 other,?",
            "src/lib.rs:13 lent,?",
            "src/lib.rs:16 many,many*",
            "src/lib.rs:20 inner",
        ]
    );
}

#[test]
fn a_rust_name_of_a_block_ends_with_the_block() {
    let code = indoc! {r#"
        pub fn go(kind: Kind) {
            ["one", "two"].iter().for_each(|name| Usage::capture(name));
            for name in ["three", "four"] { Usage::capture(name); }
            if let Some(name) = Some("five") { Usage::capture(name); }
            let name = match kind {
                Kind::A => "six",
                Kind::B => return,
                Kind::C => { log(); panic!("no") }
                _ => unreachable!(),
            };
            { let name = "seven"; Usage::capture(name); }
            Usage::capture(name);
        }
    "#};
    assert_eq!(
        rows_of(RULES, &[("src/lib.rs", code)]),
        [
            "src/lib.rs:2 one,two",
            "src/lib.rs:3 four,three",
            "src/lib.rs:4 five",
            "src/lib.rs:11 seven",
            "src/lib.rs:12 six",
        ]
    );
}

#[test]
fn subclasses_set_static_fields_and_fill_in_abstract_ones() {
    let code = indoc! {r"
        import usage from 'usage-js';
        class Base {
          static topic = 'base';
          static say() { usage.capture(this.topic); }
        }
        class Heir extends Base { static topic = 'heir'; }
        Heir.say();
        Base.say();
        abstract class Form {
          protected abstract readonly label: string;
          send() { usage.capture(this.label); }
        }
        class Short extends Form { label = 'short'; }
        class Long extends Form { get label() { return 'long'; } }
    "};
    assert_eq!(
        rows_of(RULES, &[("src/forms.ts", code)]),
        [
            "src/forms.ts:4 base,heir",
            "src/forms.ts:7 heir",
            "src/forms.ts:8 base",
            "src/forms.ts:11 long,short",
        ]
    );
}

#[test]
fn a_library_is_known_behind_constants_methods_and_an_index_of_its_folder() {
    let ruby = indoc! {r"
        BEACON = Beacon.new
        class Lamp
          CLIENT = Beacon.new(key: 'x')
          def self.instance
            @instance ||= Beacon.new
          end
          def client = Lamp.instance
          def go
            CLIENT.emit('constant')
            self.class.instance.emit('own_class')
            client.tap { |one| one.emit('tapped') }
          end
        end
        BEACON.emit('global')
        Lamp::CLIENT.emit('scoped')
        Lamp.new.client.emit('made')
    "};
    let library =
        "import usage from 'usage-js';\nexport { usage };\nexport const get = () => usage;\n";
    let own = indoc! {r"
        import { get, usage } from './index';
        import { usage as again } from '.';
        usage.capture('by_name');
        get().capture('by_call');
        again.capture('by_folder');
    "};
    let files = [
        ("app/lamp.rb", ruby),
        ("src/library.js", library),
        ("src/index.js", "export * from './library';\n"),
        ("src/own.js", own),
    ];
    assert_eq!(
        rows_of(RULES, &files),
        [
            "app/lamp.rb:9 constant",
            "app/lamp.rb:10 own_class",
            "app/lamp.rb:11 tapped",
            "app/lamp.rb:14 global",
            "app/lamp.rb:15 scoped",
            "app/lamp.rb:16 made",
            "src/own.js:3 by_name",
            "src/own.js:4 by_call",
            "src/own.js:5 by_folder",
        ]
    );
}

#[test]
fn ruby_calls_by_name_blocks_of_other_objects_and_jobs_in_bulk() {
    let code = indoc! {r"
        class Lamp
          def tell(name)
            Beacon.emit(name)
          end
          def each_name
            yield 'first'
          end
          def with_name(&block)
            block.call('called')
          end
          def go
            send(:tell, 'sent')
            public_send('tell', 'public')
            try(:tell, 'tried')
            maker = proc { |name| Beacon.emit(name) }
            maker.call('made')
          end
        end
        class Other
          def go
            Lamp.new.each_name { |name| Beacon.emit(name) }
            lamp = Lamp.new
            lamp.with_name { |name| Beacon.emit(name) }
          end
        end
        class TellJob
          def perform(name) = Beacon.emit(name)
        end
        TellJob.perform_bulk([['one'], ['two']])
    "};
    let rows = rows_of(RULES, &[("app/lamp.rb", code)]);
    assert_eq!(
        rows,
        [
            "app/lamp.rb:3 public,sent,tried",
            "app/lamp.rb:12 sent",
            "app/lamp.rb:13 public",
            "app/lamp.rb:14 tried",
            "app/lamp.rb:15 made",
            "app/lamp.rb:21 first",
            "app/lamp.rb:23 called",
            "app/lamp.rb:27 one,two",
            "app/lamp.rb:29 one,two",
        ]
    );
}

#[test]
fn rust_types_and_paths_say_what_a_receiver_is() {
    let library = indoc! {r#"
        mod names;
        mod tell;
        pub const TOP: &str = "top";
        pub struct Service<E: tell::Tell> { teller: E, boxed: Box<dyn tell::Tell>, own: Arc<tell::Bell> }
        impl<E: tell::Tell> Service<E> {
            pub fn go(&self) {
                self.teller.tell("generic");
                self.boxed.tell("boxed");
                self.own.tell("own");
                Usage::capture(names::FLAT);
                Usage::capture(crate::TOP);
                tell::Named { name: "literal" }.send();
                crate::tell::Named::new("made").send();
            }
        }
        pub fn free(one: &impl tell::Tell, other: Option<&tell::Bell>) {
            one.tell("implied");
            other.unwrap().tell("unwrapped");
        }
    "#};
    let tell = indoc! {r"
        pub trait Tell { fn tell(&self, name: &str); }
        pub struct Bell;
        impl Tell for Bell {
            fn tell(&self, name: &str) { Usage::capture(name); }
        }
        pub struct Named { pub name: &'static str }
        impl Named {
            pub fn new(name: &'static str) -> Self { Self { name } }
            pub fn send(&self) { Usage::capture(self.name); }
        }
    "};
    let files = [
        ("Cargo.toml", "[package]\nname = \"app\"\n"),
        ("src/lib.rs", library),
        ("src/names.rs", "pub const FLAT: &str = \"flat\";\n"),
        ("src/tell.rs", tell),
    ];
    let rows = rows_of(RULES, &files);
    let of_library: Vec<&String> = rows.iter().filter(|row| row.contains("lib.rs")).collect();
    assert_eq!(
        of_library,
        [
            "src/lib.rs:7 generic",
            "src/lib.rs:8 boxed",
            "src/lib.rs:9 own",
            "src/lib.rs:10 flat",
            "src/lib.rs:11 top",
            "src/lib.rs:12 literal",
            "src/lib.rs:13 made",
            "src/lib.rs:13 made",
            "src/lib.rs:17 implied",
            "src/lib.rs:18 unwrapped",
        ]
    );
}

#[test]
fn objects_in_a_namespace_or_a_default_export_are_objects() {
    let objects = indoc! {r"
        import usage from 'usage-js';
        const shown = (name: string) => usage.capture(name);
        export namespace Reports {
          const PREFIX = 'report';
          export function opened(name: string) { usage.capture(`${PREFIX}_${name}`); }
          export const closed = (name: string) => usage.capture(name);
        }
        export default { shown, other() { usage.capture('other'); } };
    "};
    let page = indoc! {r"
        import objects, { Reports } from './objects';
        Reports.opened('opened');
        Reports.closed('closed');
        objects.shown('shown');
    "};
    let rows = rows_of(RULES, &[("src/objects.ts", objects), ("src/page.ts", page)]);
    let of_page: Vec<&String> = rows.iter().filter(|row| row.contains("page")).collect();
    assert_eq!(
        of_page,
        [
            "src/page.ts:2 report_opened",
            "src/page.ts:3 closed",
            "src/page.ts:4 shown",
        ]
    );
}
