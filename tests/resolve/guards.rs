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
