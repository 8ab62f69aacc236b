//! Names behind conditions that compare them, or look them up through a method.

use crate::support::project::calls_of;
use indoc::indoc;

/// Returns the calls of a module whose methods a second file calls.
fn calls(methods: &str, uses: &str) -> Vec<String> {
    let lines = |text: &str, indent: &str| -> String {
        let lines = text.lines();
        lines.map(|line| format!("{indent}{line}\n")).collect()
    };
    let module = format!(
        "class Guard\n  ALLOWED = %i[cart_add cart_drop].freeze\n{}end\n",
        lines(methods, "  ")
    );
    let found = calls_of(&[("app/guard.rb", &module), ("app/use.rb", uses)]);
    let uses = found.into_iter().filter(|row| row.contains("use.rb"));
    uses.collect()
}

#[test]
fn a_name_that_a_guard_compares_with_a_text_is_not_sent() {
    let methods = indoc! {r"
        def self.track_it(name)
          return if name == 'cart_add' || name.to_s == 'cart_old'
          Gitlab::InternalEvents.track_event(name)
        end
    "};
    let uses =
        "Guard.track_it('cart_add')\nGuard.track_it(:cart_old)\nGuard.track_it('cart_log')\n";
    assert_eq!(calls(methods, uses), ["app/use.rb:3 cart_log"]);
}

#[test]
fn a_branch_for_one_name_sends_no_other() {
    let methods = indoc! {r"
        def self.track_it(name)
          if name == 'cart_add'
            Gitlab::InternalEvents.track_event(name)
          end
          unless name == 'cart_log'
            Gitlab::InternalEvents.track_event(name)
          end
        end
    "};
    let uses =
        "Guard.track_it('cart_add')\nGuard.track_it('cart_log')\nGuard.track_it('cart_drop')\n";
    assert_eq!(
        calls(methods, uses),
        ["app/use.rb:1 cart_add", "app/use.rb:3 cart_drop"]
    );
}

#[test]
fn a_name_on_a_list_of_exceptions_is_not_sent() {
    let methods = indoc! {r"
        def self.track_it(name)
          return if ALLOWED.include?(name.to_sym)
          Gitlab::InternalEvents.track_event(name)
        end
    "};
    let uses = "Guard.track_it('cart_add')\nGuard.track_it('cart_log')\n";
    assert_eq!(calls(methods, uses), ["app/use.rb:2 cart_log"]);
}

#[test]
fn a_method_that_looks_a_name_up_is_a_guard() {
    let methods = indoc! {r"
        def self.track_it(name)
          return unless allowed?(name)
          Gitlab::InternalEvents.track_event(name)
        end
        def self.allowed?(name)
          return true if ALLOWED.include?(name.to_sym)
          false
        end
        def self.track_other(name)
          return if known?(name)
          Gitlab::InternalEvents.track_event(name)
        end
        def self.known?(name) = name.in?(ALLOWED)
    "};
    let uses = indoc! {"
        Guard.track_it('cart_add')
        Guard.track_it('cart_log')
        Guard.track_other(:cart_add)
        Guard.track_other('cart_log')
    "};
    assert_eq!(
        calls(methods, uses),
        ["app/use.rb:1 cart_add", "app/use.rb:4 cart_log"]
    );
}

#[test]
fn a_method_that_asks_more_than_its_list_is_no_guard() {
    let methods = indoc! {r"
        def self.track_it(name)
          return unless allowed?(name)
          Gitlab::InternalEvents.track_event(name)
        end
        def self.allowed?(name)
          return true if ALLOWED.include?(name)
          flag?(name)
        end
    "};
    let uses = "Guard.track_it('cart_log')\n";
    assert_eq!(calls(methods, uses), ["app/use.rb:1 cart_log"]);
}

#[test]
fn an_unknown_name_stays_unknown_beside_an_excluded_one() {
    let methods = indoc! {r"
        def self.track_it(name)
          return if name == 'cart_add'
          Gitlab::InternalEvents.track_event(name)
        end
    "};
    let uses = "Guard.track_it(params[:name])\nGuard.track_it('cart_add')\n";
    assert_eq!(calls(methods, uses), ["app/use.rb:1 *"]);
}

#[test]
fn a_caller_sends_the_event_of_the_branch_that_it_takes() {
    let methods = indoc! {r"
        def self.track_it(kind)
          if kind == 'open'
            Gitlab::InternalEvents.track_event('cart_open')
          elsif ALLOWED.include?(kind)
            Gitlab::InternalEvents.track_event('cart_allowed')
          else
            Gitlab::InternalEvents.track_event('cart_other')
          end
        end
    "};
    let uses = "Guard.track_it('open')\nGuard.track_it(:cart_add)\nGuard.track_it('shut')\nGuard.track_it(params[:kind])\n";
    assert_eq!(
        calls(methods, uses),
        [
            "app/use.rb:1 cart_open",
            "app/use.rb:2 cart_allowed",
            "app/use.rb:3 cart_other",
            "app/use.rb:4 cart_allowed cart_open cart_other"
        ]
    );
}

/// Returns the calls of a script with these functions and uses.
fn script_calls(functions: &str, uses: &str) -> Vec<String> {
    let script = format!(
        "import {{ InternalEvents }} from '~/tracking';\nconst ALLOWED = ['cart_add', 'cart_drop'];\n{functions}"
    );
    let uses = format!("import {{ trackIt }} from './guard';\n{uses}");
    let found = calls_of(&[
        ("app/assets/javascripts/guard.js", &script),
        ("app/assets/javascripts/use.js", &uses),
    ]);
    let uses = found.into_iter().filter(|row| row.contains("use.js"));
    uses.map(|row| row.replace("app/assets/javascripts/", ""))
        .collect()
}

#[test]
fn a_guard_of_a_script_leaves_only_the_names_that_pass_it() {
    let functions = indoc! {"
        export function trackIt(name) {
          if (name === 'cart_old' || !ALLOWED.includes(name)) return;
          InternalEvents.trackEvent(name);
        }
    "};
    let uses = "trackIt('cart_old');\ntrackIt('cart_log');\ntrackIt('cart_add');\n";
    assert_eq!(script_calls(functions, uses), ["use.js:4 cart_add"]);
}

#[test]
fn the_branches_of_a_script_send_the_names_of_their_condition() {
    let functions = indoc! {"
        export const trackIt = (name) => {
          if (name !== 'cart_add') {
            return InternalEvents.trackEvent(`${name}_other`);
          } else {
            InternalEvents.trackEvent(name);
          }
        };
    "};
    let uses = "trackIt('cart_add');\ntrackIt('cart_log');\n";
    assert_eq!(
        script_calls(functions, uses),
        ["use.js:2 cart_add", "use.js:3 cart_log_other"]
    );
}

#[test]
fn a_guard_in_a_block_says_nothing_behind_the_block() {
    let functions = indoc! {"
        export function trackIt(name, list) {
          for (const one of list) {
            if (name === 'cart_add') continue;
            one();
          }
          if ('cart_add_and_more'.includes(name)) {
            InternalEvents.trackEvent(name);
          }
        }
    "};
    let uses = "trackIt('cart_add', []);\n";
    assert_eq!(script_calls(functions, uses), ["use.js:2 cart_add"]);
}

#[test]
fn a_guard_in_a_body_that_is_rescued_says_nothing_about_the_code_behind_it() {
    let methods = indoc! {r"
        def self.rescued(name)
          begin
            raise 'unknown' if name == 'cart_add'
          rescue StandardError
            log
          end
          Gitlab::InternalEvents.track_event(name)
        end

        def self.ensured(name)
          return if name == 'cart_add'
        ensure
          Gitlab::InternalEvents.track_event(name)
        end

        def self.inside(name)
          return if name == 'cart_add'
          Gitlab::InternalEvents.track_event(name)
        rescue StandardError
          log
        end
    "};
    let uses = "Guard.rescued('cart_add')\nGuard.ensured('cart_add')\nGuard.inside('cart_add')\n";
    assert_eq!(
        calls(methods, uses),
        ["app/use.rb:1 cart_add", "app/use.rb:2 cart_add"]
    );
}

#[test]
fn a_name_is_left_out_only_if_it_is_on_the_list_in_any_case() {
    let methods = indoc! {r"
        CHOSEN = (Flags.on? ? %i[cart_add] : %i[cart_drop])
        MIXED = [Flags.on? ? :cart_add : :cart_drop, :cart_old].freeze

        def self.chosen(name)
          return if CHOSEN.include?(name)
          Gitlab::InternalEvents.track_event(name)
        end

        def self.mixed(name)
          return if MIXED.include?(name)
          Gitlab::InternalEvents.track_event(name)
        end

        def self.appended(name)
          refused = [:cart_old]
          refused << :cart_add if Flags.on?
          return if refused.include?(name)
          Gitlab::InternalEvents.track_event(name)
        end
    "};
    let uses = "Guard.chosen(:cart_add)\nGuard.mixed(:cart_add)\nGuard.appended(:cart_add)\n";
    assert_eq!(
        calls(methods, uses),
        [
            "app/use.rb:1 cart_add",
            "app/use.rb:2 cart_add",
            "app/use.rb:3 cart_add"
        ]
    );
}
