//! Shapes of Ruby and Rust: methods as values, background jobs, partials, macros, modules and traits.

use crate::support::project::rows_of;
use indoc::indoc;

const RULES: &str = indoc! {r"
    pack: own
    system: usage
    calls:
      - {id: emit, languages: ruby, on: {type: Beacon}, method: emit, event: {argument: 0}}
      - {id: capture, languages: rust, on: {type: Usage}, method: capture, event: {argument: 0}}
    elements:
      - {id: attribute, languages: [erb, haml], event: {attribute: data-usage-event}}
"};

#[test]
fn ruby_methods_are_called_under_other_names_and_as_values() {
    let code = indoc! {r"
        class Bulb
          delegate :emit, to: :beacon
          def tell(name)
            Beacon.emit(name)
          end
          alias_method :say, :tell
          alias utter tell
          def care
            say('said')
            utter 'uttered'
            method(:tell).call('fed')
            %w[cut sold].each(&method(:tell))
            emit('tied')
            teller = ->(name) { tell(name) }
            teller.call('hung')
            teller.('hooked')
          end
          def beacon
            Beacon
          end
        end
    "};
    let rows = rows_of(RULES, &[("app/bulb.rb", code)]);
    let of_care: Vec<&String> = rows
        .iter()
        .filter(|row| {
            let line = row
                .split([':', ' '])
                .nth(1)
                .and_then(|line| line.parse().ok());
            line.is_some_and(|line: usize| line > 8)
        })
        .collect();
    assert_eq!(
        of_care,
        [
            "app/bulb.rb:9 said",
            "app/bulb.rb:10 uttered",
            "app/bulb.rb:11 fed",
            "app/bulb.rb:12 cut,sold",
            "app/bulb.rb:13 tied",
            "app/bulb.rb:14 hooked,hung",
        ]
    );
}

#[test]
fn a_ruby_block_gets_elements_pairs_and_what_a_method_yields() {
    let code = indoc! {r"
        class Bulb
          def names
            yield 'yielded', 'second'
          end
          def go
            names { |name| Beacon.emit(name) }
            { a: 'value' }.each_with_index { |(key, name), index| Beacon.emit(name) }
            [{ name: 'keyword' }].each { |name:| Beacon.emit(name) }
            unknown { |name| Beacon.emit(name) }
          end
        end
    "};
    assert_eq!(
        rows_of(RULES, &[("app/bulb.rb", code)]),
        [
            "app/bulb.rb:6 yielded",
            "app/bulb.rb:7 value",
            "app/bulb.rb:8 keyword",
            "app/bulb.rb:9 ?",
        ]
    );
}

#[test]
fn a_background_job_gets_the_arguments_that_it_is_started_with() {
    let job = indoc! {r"
        class TellJob < ApplicationJob
          def perform(name)
            Beacon.emit(name)
          end
        end
    "};
    let code = indoc! {r"
        TellJob.perform_later('later')
        TellJob.set(wait: 1.hour).perform_later('waited')
        TellJob.perform_in(5.minutes, 'in_time')
        TellJob.perform_async('async')
        OtherJob.perform_later('other')
    "};
    let rows = rows_of(RULES, &[("app/tell_job.rb", job), ("lib/start.rb", code)]);
    assert_eq!(
        rows,
        [
            "app/tell_job.rb:3 async,in_time,later,waited",
            "lib/start.rb:1 later",
            "lib/start.rb:2 waited",
            "lib/start.rb:3 in_time",
            "lib/start.rb:4 async",
        ]
    );
}

#[test]
fn a_partial_gets_the_locals_that_it_is_rendered_with() {
    let partial =
        "<%# locals: (event: 'kept', text: nil) %>\n<b data-usage-event=\"<%= event %>\"></b>\n";
    let page = indoc! {r"
        <%= render 'button', event: 'lost' %>
        <%= render partial: 'stones/button', locals: { text: 'y' } %>
        <%= render partial: 'stones/button', locals: { event: 'found' } %>
    "};
    let hidden = "%b{ data: { usage_event: local_assigns[:name] } }\n";
    let component = "class SeedComponent < ViewComponent::Base\n  def initialize\n    @name = 'seed'\n  end\nend\n";
    let rows = rows_of(
        RULES,
        &[
            ("app/views/stones/_button.html.erb", partial),
            ("app/views/stones/show.html.erb", page),
            ("app/views/stones/_other.html.haml", hidden),
            (
                "app/views/a.html.haml",
                "= render 'stones/other', name: 'named'\n",
            ),
            ("app/components/seed_component.rb", component),
            (
                "app/components/seed_component.html.erb",
                "<i data-usage-event=\"<%= @name %>\"></i>\n",
            ),
        ],
    );
    assert_eq!(
        rows,
        [
            "app/components/seed_component.html.erb:1 seed",
            "app/views/stones/_button.html.erb:2 found,kept,lost",
            "app/views/stones/_other.html.haml:1 named",
        ]
    );
}

#[test]
fn rust_functions_are_told_apart_by_path() {
    let main = indoc! {r#"
        mod a;
        mod b;
        use a::send;
        struct App;
        impl App {
            fn go(&self) {
                send("imported");
                crate::b::send("of_b");
                a::send("by_path");
                a::say!("by_macro");
            }
        }
    "#};
    let a = indoc! {r#"
        pub fn send(name: &str) { crate::usage::Usage::capture(name); }
        macro_rules! say { ($n:literal) => { $crate::a::send($n) }; }
    "#};
    let b = "pub fn send(name: &str) { println!(\"{name}\"); }\n";
    let rows = rows_of(
        RULES,
        &[("src/main.rs", main), ("src/a.rs", a), ("src/b.rs", b)],
    );
    let of_main: Vec<&String> = rows
        .iter()
        .filter(|row| row.starts_with("src/main"))
        .collect();
    assert_eq!(
        of_main,
        [
            "src/main.rs:7 imported",
            "src/main.rs:9 by_path",
            "src/main.rs:10 by_macro"
        ]
    );
}

#[test]
fn macros_inside_of_the_tokens_of_a_macro_are_calls() {
    let code = indoc! {r#"
        register! {
            Heard { reason: &'static str } => {
                heard: Counter = capture!("heard"),
                seen: Counter = crate::capture!(Topic::Seen, "a" => self.a),
                lost: Counter = if self.a { Usage::capture("lost") } else { capture!["kept"] },
            }
            fn emit(&self) { other!(self.heard); if a != (b) { !(c) } }
        }
        async fn wait() {
            select! {
                found = next() => { let topic = "found"; run(move |_| { capture!(topic); }); }
            }
        }
        enum Topic { Seen }
        impl Topic { fn as_str(&self) -> &str { match self { Topic::Seen => "seen" } } }
    "#};
    let rules = indoc! {r"
        pack: own
        system: usage
        calls: [{id: capture, languages: rust, on: anything, method: capture, event: {argument: 0}}]
    "};
    let rows = rows_of(rules, &[("src/lib.rs", code)]);
    assert_eq!(
        rows,
        [
            "src/lib.rs:3 heard",
            "src/lib.rs:4 seen",
            "src/lib.rs:5 lost",
            "src/lib.rs:5 kept",
            "src/lib.rs:11 found",
        ]
    );
}

#[test]
fn rust_types_say_names_by_traits_fields_and_derives() {
    let code = indoc! {r#"
        trait Event { const NAME: &'static str; fn title(&self) -> &'static str; }
        struct Started;
        impl Event for Started {
            const NAME: &'static str = "started";
            fn title(&self) -> &'static str { "started_title" }
        }
        fn track<E: Event>(event: E) { Usage::capture(E::NAME); }
        fn track_title(event: &impl Event) { Usage::capture(event.title()); }
        fn track_type<E: Event>() { Usage::capture(E::NAME); }

        struct Opened { name: &'static str }
        impl Opened { fn fire(&self) { Usage::capture(self.name); } }

        #[derive(EnumDiscriminants)]
        #[strum_discriminants(derive(AsRefStr), strum(serialize_all = "snake_case"))]
        enum Topic { PlainOne, Item(String) }
        impl Topic {
            fn text(&self) -> String {
                match self { Topic::PlainOne => "plain".to_string(), Topic::Item(name) => format!("item_{name}") }
            }
        }
        fn report(topic: Topic) { Usage::capture(topic); }

        fn run() {
            track(Started);
            track_title(&Started);
            track_type::<Started>();
            Opened { name: "opened" }.fire();
            Usage::capture(TopicDiscriminants::PlainOne.as_ref());
            Usage::capture(Topic::PlainOne.text());
            report(Topic::Item("x".into()));
        }
    "#};
    let rows = rows_of(RULES, &[("src/lib.rs", code)]);
    assert_eq!(
        rows,
        [
            "src/lib.rs:7 started",
            "src/lib.rs:8 started_title",
            "src/lib.rs:9 started",
            "src/lib.rs:12 opened",
            "src/lib.rs:22 item_x",
            "src/lib.rs:25 started",
            "src/lib.rs:26 started_title",
            "src/lib.rs:27 started",
            "src/lib.rs:28 opened",
            "src/lib.rs:29 plain_one",
            "src/lib.rs:30 plain",
            "src/lib.rs:31 item_x",
        ]
    );
}
