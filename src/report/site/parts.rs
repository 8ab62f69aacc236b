//! Small parts of the page: glyphs, links to code, names that may break, bars.

use crate::report::site::model::{Seen, Sums};
use maud::{Markup, PreEscaped, html};

/// The shapes of glyphs. A shape says the same as its colour.
const SHAPES: [(&str, &str); 8] = [
    (
        "yes",
        "<circle cx=\"6\" cy=\"6\" r=\"5.5\" fill=\"currentColor\"/>",
    ),
    (
        "likely",
        "<circle cx=\"6\" cy=\"6\" r=\"4.7\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.6\"/>\
         <path d=\"M6 1a5 5 0 0 0 0 10z\" fill=\"currentColor\"/>",
    ),
    (
        "near",
        "<circle cx=\"6\" cy=\"6\" r=\"4.7\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.6\"/>\
         <circle cx=\"6\" cy=\"6\" r=\"1.8\" fill=\"currentColor\"/>",
    ),
    (
        "no",
        "<circle cx=\"6\" cy=\"6\" r=\"4.7\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.6\"/>",
    ),
    (
        "dead",
        "<path d=\"M1.5 1.5l9 9m0-9l-9 9\" stroke=\"currentColor\" stroke-width=\"2\" fill=\"none\"/>",
    ),
    (
        "part",
        "<path d=\"M6 .5L11.5 6 6 11.5.5 6z\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.4\"/>\
         <path d=\"M6 .5L.5 6 6 11.5z\" fill=\"currentColor\"/>",
    ),
    (
        "odd",
        "<path d=\"M6 1l5.5 10H.5z\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.5\" stroke-linejoin=\"round\"/>",
    ),
    (
        "out",
        "<path d=\"M1.5 6h9\" stroke=\"currentColor\" stroke-width=\"2\"/>",
    ),
];

/// Returns the definitions of glyphs and patterns, once for the page.
pub(crate) fn definitions() -> Markup {
    html! {
        svg.defs width="0" height="0" aria-hidden="true" {
            defs {
                pattern #hatched width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)" {
                    rect.likely width="3.2" height="6" fill="currentColor" {}
                }
                pattern #dotted width="5" height="5" patternUnits="userSpaceOnUse" {
                    circle.near cx="2.5" cy="2.5" r="1.6" fill="currentColor" {}
                }
            }
            @for (name, shape) in SHAPES {
                symbol id={ "g-" (name) } viewBox="0 0 12 12" { (PreEscaped(shape)) }
            }
        }
    }
}

/// Returns the glyph of a class.
pub(crate) fn glyph(class: &str) -> Markup {
    html! { svg class={ "g " (class) } aria-hidden="true" { use href={ "#g-" (class) } {} } }
}

/// Returns the class of a verdict or grade.
pub(crate) fn class_of(verdict: &str) -> &'static str {
    match verdict {
        "live" | "ok" | "exact" | "confirmed" | "instrumented" => "yes",
        "maybe" | "pattern" | "likely" => "likely",
        "adjacent" => "near",
        "unused" | "orphaned" => "dead",
        "partial" | "calls-only" | "definitions-only" => "part",
        "undefined" => "odd",
        "removed" | "exempt" | "no-code" | "unknown" | "unverifiable" => "out",
        _ => "no",
    }
}

/// Returns a name that may break after `_`, `/`, `.` and `:`.
pub(crate) fn name(text: &str) -> Markup {
    let pieces = text.split_inclusive(['_', '/', '.', ':']);
    html! { @for (place, piece) in pieces.enumerate() { @if place > 0 { wbr; } (piece) } }
}

/// Returns a link to an entry of the dictionary.
pub(crate) fn entry_link(key: &str, text: &str) -> Markup {
    html! { a.entry href={ "#dictionary?entry=" (in_fragment(key)) } { (name(text)) } }
}

/// Escapes the characters that a query in a fragment cannot hold.
fn in_fragment(key: &str) -> String {
    let mut escaped = String::new();
    for c in key.chars() {
        match c {
            c if c.is_ascii_alphanumeric() || "-._~!$'()*,;:@/".contains(c) => escaped.push(c),
            c => {
                let mut bytes = [0; 4];
                for byte in c.encode_utf8(&mut bytes).bytes() {
                    escaped.push_str(&format!("%{byte:02X}"));
                }
            }
        }
    }
    escaped
}

/// Returns a path with a line, linked if the address of the code is known.
pub(crate) fn source(template: Option<&str>, path: &str, line: u32) -> Markup {
    let text = format!("{path}:{line}");
    match template {
        Some(template) => html! {
            a.src href=(address(template, path, line)) { (name(&text)) }
        },
        None => html! { span.src { (name(&text)) } },
    }
}

/// Returns the address of a line of code.
pub(crate) fn address(template: &str, path: &str, line: u32) -> String {
    let safe = |c: char| c.is_ascii_alphanumeric() || "/._-~".contains(c);
    let mut escaped = String::new();
    for c in path.chars() {
        if safe(c) {
            escaped.push(c);
        } else {
            let mut bytes = [0; 4];
            for byte in c.encode_utf8(&mut bytes).bytes() {
                escaped.push_str(&format!("%{byte:02X}"));
            }
        }
    }
    template
        .replace("{path}", &escaped)
        .replace("{line}", &line.to_string())
}

/// Returns a share as a percentage with one digit.
pub(crate) fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

/// Returns the bar of a sum.
pub(crate) fn bar(sums: &Sums, height: u32) -> Markup {
    let words = Seen::COUNTED.map(|seen| format!("{} {}", sums.count(seen), seen.words()));
    let mut end = 0.0;
    let parts = Seen::COUNTED.map(|seen| {
        let (start, width) = (end, sums.share(seen) * 100.0);
        end += width;
        (seen, start, width)
    });
    let parts = parts.into_iter().filter(|(_, _, width)| *width > 0.0);
    html! {
        svg.bar height=(height) role="img" aria-label=(words.join(", ")) {
            @for (seen, start, width) in parts {
                rect class={ "b-" (seen.class()) } x={ (format!("{start:.2}")) "%" }
                    width={ (format!("{width:.2}")) "%" } height=(height) {}
                @if start > 0.0 {
                    rect.gap x={ (format!("{start:.2}")) "%" } width="2" height=(height) {}
                }
            }
        }
    }
}
