//! A toy language that exists in tests only. It shows what a language must supply: this file and one row of the table.
//!
//! A line is a class (`class Cart`), a function (`fun add name`), or a call (`send 'add'`, `Cart.add 'x'`). A call belongs to the
//! function above it.

use crate::facts::{
    Argument, CallSite, FileFacts, Function, FunctionKind, Key, Parameter, ParameterKind, Scope,
    ScopeKind, SiteKind, Value,
};
use crate::languages::language::{Input, Language};
use crate::languages::traits::Traits;
use crate::source::Span;

/// The row of [`crate::languages::LANGUAGES`].
pub(crate) const LANGUAGE: Language = Language {
    name: "toy",
    extensions: &["toy"],
    scan,
    may_define: |_, _, _, _| true,
    only_encloses: |_, _, _| false,
    may_call: |_, _, _| true,
    may_inherit: |_, _| false,
    enclosing: |_, _| None,
    comment: |_| ("# ", ""),
    traits: Traits::PLAIN,
};

fn scan(input: Input<'_>) -> FileFacts {
    let mut facts = FileFacts::new(Span::new(input.file, 0, input.text.len()));
    let mut start = 0;
    for line in input.text.split_inclusive('\n') {
        let span = Span::new(input.file, start, start + line.trim_end().len());
        start += line.len();
        let words: Vec<&str> = line.split_whitespace().collect();
        match words[..] {
            ["class", name] => facts.scopes.push(Scope {
                kind: ScopeKind::Class,
                path: name.into(),
                parent: Some(0),
                supers: Vec::new(),
                span,
            }),
            ["fun", name, parameter] => {
                let function = function(&facts, name, parameter, span);
                facts.functions.push(function);
            }
            [callee, argument] => {
                let call = call(&facts, callee, argument, span);
                facts.calls.push(call);
            }
            _ => {}
        }
    }
    facts
}

fn function(facts: &FileFacts, name: &str, parameter: &str, span: Span) -> Function {
    Function {
        name: name.into(),
        scope: facts.scopes.len() as u32 - 1,
        outer: None,
        kind: FunctionKind::Static,
        public: true,
        parameters: vec![Parameter::new(parameter, ParameterKind::Positional)],
        returns: Vec::new(),
        name_span: span,
        span,
    }
}

fn call(facts: &FileFacts, callee: &str, argument: &str, span: Span) -> CallSite {
    let literal = argument
        .strip_prefix('\'')
        .and_then(|text| text.strip_suffix('\''));
    let value = match literal {
        Some(text) => Value::Text(text.into()),
        None => Value::Name(argument.into()),
    };
    let (receiver, name) = match callee.split_once('.') {
        Some((receiver, name)) => (Some(Value::Name(receiver.into())), name),
        None => (None, callee),
    };
    CallSite {
        kind: SiteKind::Call,
        receiver,
        name: name.into(),
        arguments: vec![Argument::new(Key::Position(0), value, span)],
        scope: facts.scopes.len() as u32 - 1,
        function: (facts.functions.len() as u32).checked_sub(1),
        statement: true,
        name_span: span,
        span,
    }
}

#[cfg(test)]
mod tests {
    use crate::resolve::parse_cache::ParseCache;
    use crate::resolve::request::FileRequests;
    use crate::rules;
    use crate::source::{SourceFile, SourceMap};
    use indoc::indoc;

    #[test]
    fn a_new_language_needs_one_row_and_names_are_resolved_through_its_wrappers() {
        let pack = rules::read(indoc! {"
            pack: toy
            system: toy
            calls:
              - id: send
                languages: [toy]
                on: nothing
                method: send_event
                event: {argument: 0}
        "})
        .expect("the pack is valid");
        let mut sources = SourceMap::default();
        let files = [
            (
                "cart.toy",
                "class Cart\nfun track_it name\nsend_event name\n",
            ),
            (
                "page.toy",
                "class Page\nfun show x\nCart.track_it 'view_page'\n",
            ),
        ];
        let code = files.map(|(path, text)| sources.add(SourceFile::new(path, text)));
        let (none, cache) = (FileRequests::new(), ParseCache::default());
        let found = crate::resolve::resolve(&sources, &code, &[pack], &none, &cache)
            .expect("the rules compile");
        let names = found.calls.iter().map(|call| {
            let names: Vec<&str> = call.event.names.iter().map(|name| name.as_str()).collect();
            (sources.path(call.span), call.language, names.join(" "))
        });
        assert_eq!(
            names.collect::<Vec<_>>(),
            [
                ("cart.toy", "toy", "view_page".to_owned()),
                ("page.toy", "toy", "view_page".to_owned())
            ]
        );
    }
}
