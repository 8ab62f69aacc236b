//! Texts that templates keep for a layout.

use crate::support::project::rows_of;
use indoc::indoc;

const RULES: &str = indoc! {r"
    pack: shop
    system: shop
    elements:
      - {id: data, languages: [haml, erb], event: {attribute: data-event}}
"};

const HAML: &str = "%body{ data: { event: yield(:event) } }\n";

fn rows(files: &[(&str, &str)]) -> Vec<String> {
    rows_of(RULES, files)
}

#[test]
fn a_layout_sends_the_texts_that_templates_keep_under_its_key() {
    let pages = [
        (
            "app/views/cart/show.html.haml",
            "- content_for :event, 'cart_opened'\n%p x\n",
        ),
        (
            "app/views/cart/edit.html.erb",
            "<% provide(:event, 'cart_edited') %>\n<% content_for :title, 'Cart' %>\n",
        ),
    ];
    let erb = "<body data-event=\"<%= content_for(:event) %>\"><%= yield %></body>\n";
    for layout in [
        ("app/views/layouts/shop.html.haml", HAML),
        ("app/views/layouts/shop.html.erb", erb),
    ] {
        let files = [&pages[..], &[layout]].concat();
        assert_eq!(
            rows(&files),
            [format!("{}:1 cart_edited,cart_opened", layout.0)]
        );
    }
}

#[test]
fn a_text_with_a_default_is_one_of_both() {
    let layout = "%body{ data: { event: content_for(:event) || 'page_opened' } }\n";
    let files = [
        (
            "app/views/cart/show.html.haml",
            "- content_for :event, 'cart_opened'\n",
        ),
        ("app/views/layouts/shop.html.haml", layout),
    ];
    assert_eq!(
        rows(&files),
        ["app/views/layouts/shop.html.haml:1 cart_opened,page_opened"]
    );
}

#[test]
fn a_text_that_is_not_known_for_certain_is_open() {
    let page = |code: &str, expected: &str| {
        let files = [
            ("app/views/cart/show.html.haml", code),
            (
                "app/views/cart/edit.html.haml",
                "- content_for :event, 'cart_edited'\n",
            ),
            ("app/views/layouts/shop.html.haml", HAML),
        ];
        let row = format!("app/views/layouts/shop.html.haml:1 {expected}");
        assert_eq!(rows(&files), [row], "{code}");
    };
    page("- content_for key, 'cart_opened'\n", "cart_edited,?");
    page("- content_for :event do\n  cart_opened\n", "cart_edited,?");
    page("- content_for :event, @event\n", "cart_edited,?");
    page("- content_for :event, 'a & b'\n", "cart_edited,?");
    page("- content_for(:event, *texts)\n", "cart_edited,?");
    // Two texts of one page are put together.
    page(
        "- content_for :event, 'cart'\n- content_for :event, '_opened'\n",
        "_opened,cart,cart_edited,?",
    );
    page("- content_for :other, 'x'\n", "cart_edited");
    page("- if content_for?(:event)\n  %p x\n", "cart_edited");
}

#[test]
fn a_partial_adds_to_the_text_of_its_page() {
    let files = [
        (
            "app/views/cart/_items.html.haml",
            "- content_for :event, 'items'\n",
        ),
        (
            "app/views/cart/show.html.haml",
            "- content_for :event, 'cart_opened'\n= render 'items'\n",
        ),
        ("app/views/layouts/shop.html.haml", HAML),
    ];
    assert_eq!(
        rows(&files),
        ["app/views/layouts/shop.html.haml:1 cart_opened,items,?"]
    );
}

#[test]
fn a_layout_whose_key_nothing_keeps_is_open() {
    let files = [("app/views/layouts/shop.html.haml", HAML)];
    assert_eq!(rows(&files), ["app/views/layouts/shop.html.haml:1 ?"]);
}
