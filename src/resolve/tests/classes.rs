//! Callers that are found through classes.

use super::*;

#[test]
fn subclasses_are_parsed_and_other_classes_are_not() {
    let (calls, parsed) = resolved(&owned(&[
        ("app/base.rb", BASE),
        (
            "app/middle.rb",
            indoc! {r"
                module Orders
                  class MiddleService < ::BaseService
                  end
                end
            "},
        ),
        (
            "app/last.rb",
            indoc! {r"
                module Orders
                  class LastService <
                    MiddleService
                  end
                end
            "},
        ),
        (
            "app/other.rb",
            indoc! {r"
                class OtherService
                  def execute(name)
                    name
                  end
                end
            "},
        ),
        (
            "app/page.rb",
            indoc! {r"
                class Page
                  def go
                    Orders::LastService.new.execute('place_order')
                    OtherService.new.execute('nothing')
                  end
                end
            "},
        ),
    ]));
    assert_eq!(
        calls,
        ["app/base.rb:3 place_order", "app/page.rb:3 place_order"]
    );
    assert_eq!(
        parsed,
        ["app/base.rb", "app/last.rb", "app/middle.rb", "app/page.rb"]
    );
}

#[test]
fn a_mixin_that_defines_the_method_is_preferred() {
    let (calls, _) = resolved(&owned(&[
        ("app/base.rb", BASE),
        (
            "app/silent.rb",
            indoc! {r"
                module Silent
                  def execute(name)
                    name
                  end
                end
            "},
        ),
        (
            "app/mute.rb",
            indoc! {r"
                class MuteService < BaseService
                  include Silent
                end
            "},
        ),
        (
            "app/page.rb",
            indoc! {r"
                class Page
                  def go
                    MuteService.new.execute('place_order')
                  end
                end
            "},
        ),
    ]));
    assert_eq!(calls, ["app/base.rb:3 *"]);
}

#[test]
fn callers_of_a_common_method_name_are_found_through_its_class() {
    let mut files = owned(&[
        ("app/base.rb", BASE),
        (
            "app/order.rb",
            indoc! {r"
            class OrderService < BaseService
            end
        "},
        ),
        (
            "app/page.rb",
            indoc! {r"
                class Page
                  def go
                    service.execute('place_order')
                  end
                  def service
                    @service ||= OrderService.new
                  end
                end
            "},
        ),
    ]);
    files.extend((0..700).map(|number| {
        (
            format!("lib/{number}.rb"),
            format!("class C{number}\n  def go(x)\n    x.execute\n  end\nend\n"),
        )
    }));
    let (calls, parsed) = resolved(&files);
    assert_eq!(
        calls,
        ["app/base.rb:3 place_order", "app/page.rb:3 place_order"]
    );
    assert_eq!(parsed, ["app/base.rb", "app/order.rb", "app/page.rb"]);
}

#[test]
fn subclasses_of_a_common_class_are_found_through_their_names() {
    let mut files = owned(&[
        ("app/base.rb", BASE),
        (
            "app/order.rb",
            indoc! {r"
            class OrderService < BaseService
            end
        "},
        ),
        (
            "app/page.rb",
            indoc! {r"
                class Page
                  def go
                    OrderService.new.execute('place_order')
                  end
                end
            "},
        ),
    ]);
    files.extend((0..700).map(|number| {
        (
            format!("lib/{number}.rb"),
            format!("class C{number} < BaseService\nend\n"),
        )
    }));
    let (calls, _) = resolved(&files);
    assert_eq!(
        calls,
        ["app/base.rb:3 place_order", "app/page.rb:3 place_order"]
    );
}

#[test]
fn a_caller_in_one_of_many_subclasses_is_resolved_from_its_own_class() {
    let base = indoc! {r"
        class BasePage
          def report(name)
            Gitlab::InternalEvents.track_event(name)
          end
        end
    "};
    let silent = |number: u32| {
        (
            format!("app/page_{number}.rb"),
            format!("class Page{number} < BasePage\nend\n"),
        )
    };
    let mut files: Vec<_> = (0..160).map(silent).collect();
    files.extend(owned(&[
        ("app/base.rb", base),
        (
            "app/middle.rb",
            indoc! {r"
            class MiddlePage < BasePage
            end
        "},
        ),
        (
            "app/cart.rb",
            indoc! {r"
                class CartPage < MiddlePage
                  def show
                    report('view_cart')
                  end
                end
            "},
        ),
        (
            "app/other.rb",
            indoc! {r"
                class OtherPage
                  def show
                    report('nothing')
                  end
                end
            "},
        ),
    ]));
    let (calls, parsed) = resolved(&files);
    assert_eq!(
        calls,
        ["app/base.rb:3 view_cart", "app/cart.rb:3 view_cart"]
    );
    assert_eq!(
        parsed,
        [
            "app/base.rb",
            "app/cart.rb",
            "app/middle.rb",
            "app/other.rb"
        ]
    );
}
