//! Text with code in it.

use maud::{Markup, html};

/// Marks text between backticks as code. A backtick without a partner stays a backtick.
pub(crate) fn code(text: &str) -> Markup {
    let mut pieces = text.split('`');
    let mut markup = html! { (pieces.next().unwrap_or_default()) };
    while let Some(piece) = pieces.next() {
        let piece = match pieces.next() {
            Some(after) => html! { code { (piece) } (after) },
            None => html! { "`" (piece) },
        };
        markup.0.push_str(&piece.0);
    }
    markup
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_marked_where_backticks_come_in_pairs() {
        assert_eq!(
            code("event `<a>` is `b").0,
            "event <code>&lt;a&gt;</code> is `b"
        );
    }
}
