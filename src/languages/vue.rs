//! Vue components: the script through the script front end, the template through its own grammar.

mod template;
#[cfg(test)]
mod tests;

use crate::facts::{FileFacts, Problem, Scope, ScopeKind};
use crate::languages::javascript::{self, Dialect, Place};
use crate::languages::language::{Input, Language};
use crate::languages::traits::Traits;
use crate::languages::vue::template::attribute_of;
use crate::languages::{directive, parser};
use crate::source::Span;
use tree_sitter::Node;

/// Limit of the sections of a component. A component has one template and at most two scripts.
const MOST_SECTIONS: usize = 1_000;

/// The row of [`crate::languages::LANGUAGES`].
pub(crate) const LANGUAGE: Language = Language {
    name: "vue",
    extensions: &["vue"],
    scan,
    comment: |before| match is_in_script(before) {
        true => (javascript::JAVASCRIPT.comment)(before),
        false => ("<!-- ", " -->"),
    },
    traits: Traits {
        ..javascript::TRAITS
    },
    ..javascript::JAVASCRIPT
};

/// Returns true if a text ends inside of a script.
fn is_in_script(before: &str) -> bool {
    let script = before.rfind("<script");
    script.is_some_and(|at| !before[at..].contains("</script"))
}

fn scan(input: Input<'_>) -> FileFacts {
    let mut facts = FileFacts::new(Span::new(input.file, 0, input.text.len()));
    let Some(parsed) = parser::parse_markup(&tree_sitter_vue_next::LANGUAGE.into(), input.text)
    else {
        let span = Span::new(input.file, 0, 0);
        facts.problems.push(Problem::unread(
            "component that takes too long to parse; it was not read",
            span,
        ));
        return facts;
    };
    let root = parsed.root_node();
    let problem = parser::syntax_problem(input.file, root, "component");
    facts.problems.extend(problem);
    let mut dialect = Dialect::Plain;
    let (mut setup, mut templates) = (None, Vec::new());
    for (number, section) in root.named_children(&mut root.walk()).enumerate() {
        if number == MOST_SECTIONS {
            let message = format!(
                "component with more than {MOST_SECTIONS} sections; the others were not read"
            );
            let span = parser::span(input.file, section);
            facts.problems.push(Problem::partial(message, span));
            break;
        }
        match section.kind() {
            "comment" => {
                let text = parser::text(input.text, section);
                let directive = directive::read(input.file, text, section.start_byte());
                facts.directives.extend(directive);
            }
            "script_element" => {
                dialect = dialect_of(input, section);
                let is_setup = attribute_of(input, section, "setup").is_some();
                let scope = if is_setup {
                    *setup.get_or_insert_with(|| add_component(input, &mut facts))
                } else {
                    0
                };
                let function = None;
                script(
                    input,
                    section,
                    dialect,
                    &mut facts,
                    Place { scope, function },
                );
            }
            "template_element" => templates.push(section),
            _ => {}
        }
    }
    let mut scopes = facts.scopes.iter();
    let found = scopes.position(|scope| scope.kind == ScopeKind::Component);
    let scope = found.map_or_else(|| add_component(input, &mut facts), |scope| scope as u32);
    for section in templates {
        template::read(input, section, dialect, scope, &mut facts);
    }
    facts
}

/// Adds the scope of a component that no object describes.
fn add_component(input: Input<'_>, facts: &mut FileFacts) -> u32 {
    let span = Span::new(input.file, 0, input.text.len());
    let path = javascript::component_name(input.path);
    facts.scopes.push(Scope {
        kind: ScopeKind::Component,
        path,
        parent: Some(0),
        supers: Vec::new(),
        span,
    });
    facts.scopes.len() as u32 - 1
}

fn dialect_of(input: Input<'_>, section: Node<'_>) -> Dialect {
    match attribute_of(input, section, "lang") {
        Some("ts") => Dialect::Typed,
        Some("tsx") => Dialect::TypedMarkup,
        _ => Dialect::Plain,
    }
}

fn script(
    input: Input<'_>,
    section: Node<'_>,
    dialect: Dialect,
    facts: &mut FileFacts,
    place: Place,
) {
    if attribute_of(input, section, "src").is_some() {
        let span = parser::span(input.file, section);
        facts.problems.push(Problem::partial(
            "the script stands in another file and is not joined with this template",
            span,
        ));
        return;
    }
    let body = section
        .named_children(&mut section.walk())
        .find(|child| child.kind() == "raw_text");
    let Some(body) = body else { return };
    javascript::scan_ranges(input, &[body.byte_range()], dialect, facts, place);
}
