//! Rules for surfaces that code registers: by a decorator, by a call, or by a literal of a type.

use crate::facts::{Argument, CallSite, Key, Text};
use crate::rules::one_or_many::OneOrMany;
use serde::Deserialize;

/// Kind of a registration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum RegisteredBy {
    /// A decorator registers the function behind it.
    Decorator,
    /// A call gets the handler as an argument.
    Call,
    /// A literal of a type has the handler in a field.
    Literal,
    /// A name holds a list of paths to handlers.
    Setting,
    /// A member of an object gets the handler.
    Assignment,
}

/// A registration of handlers.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RegistrationRule {
    /// Kind of registration.
    pub(crate) by: RegisteredBy,
    /// Globs of the names of decorators, calls or types.
    pub(crate) names: OneOrMany<Text>,
    /// Modules of which the file imports one; in a module of several files, another file of it may do so.
    #[serde(default)]
    pub(crate) imports: OneOrMany<Text>,
    /// The route or the name.
    #[serde(default)]
    pub(crate) route: Option<Address>,
    /// Globs of texts that are routes; other texts are none.
    #[serde(default)]
    pub(crate) like: OneOrMany<Text>,
    /// The verb of the request.
    #[serde(default)]
    pub(crate) verb: Option<Address>,
    /// The handler: a function, or an object whose methods are the surfaces.
    #[serde(default)]
    pub(crate) handler: Option<Address>,
    /// Functions whose results are no handlers.
    #[serde(default)]
    pub(crate) except: OneOrMany<Text>,
}

/// A place among the arguments of a registration.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Address {
    /// Named arguments; the first one that is there counts.
    pub(crate) keyword: OneOrMany<Text>,
    /// Position of the argument, if no name is there.
    pub(crate) argument: Option<u16>,
    /// True for the last argument with a position.
    pub(crate) last: bool,
    /// True for every argument with a position.
    pub(crate) every: bool,
    /// True for the name of the decorator or call.
    pub(crate) method_name: bool,
    /// True if only the first word of the text counts.
    pub(crate) first_word: bool,
}

/// Classes whose methods are surfaces.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct ClassRule {
    /// Globs of the last names of superclasses, direct and indirect.
    pub(crate) inherit: OneOrMany<Text>,
    /// Globs of the names of methods.
    pub(crate) methods: OneOrMany<Text>,
    /// Globs of the last names of declared classes; a method needs a parameter of one.
    #[serde(default)]
    pub(crate) takes: OneOrMany<Text>,
    /// Decorators that make other methods surfaces.
    #[serde(default)]
    pub(crate) decorated: OneOrMany<Text>,
    /// True if a class without such a method is a surface as a whole.
    #[serde(default)]
    pub(crate) whole: bool,
}

impl Address {
    /// Returns the argument with its index.
    pub(crate) fn argument<'s>(&self, site: &'s CallSite) -> Option<(usize, &'s Argument)> {
        let arguments = || site.arguments.iter().enumerate();
        let named = self.keyword.iter().find_map(|name| {
            arguments().find(|(_, one)| matches!(&one.key, Key::Name(own) if own == name))
        });
        let is_position = |one: &Argument| matches!(one.key, Key::Position(_));
        named
            .or_else(|| {
                let position = Key::Position(self.argument?);
                arguments().find(|(_, one)| one.key == position)
            })
            .or_else(|| {
                let mut positions = arguments().filter(|(_, one)| is_position(one));
                positions.next_back().filter(|_| self.last)
            })
    }

    fn validate(&self) -> Result<(), String> {
        let has_source = self.argument.is_some()
            || self.last
            || self.every
            || self.method_name
            || !self.keyword.is_empty();
        match has_source {
            true => Ok(()),
            false => Err(
                "`route`, `verb` and `handler` need `argument`, `keyword`, `last` or `method-name`"
                    .to_owned(),
            ),
        }
    }
}

impl RegistrationRule {
    /// Checks the rule.
    ///
    /// # Errors
    /// A message about what can never match.
    pub(crate) fn validate(&self) -> Result<(), String> {
        let parts = [&self.route, &self.verb, &self.handler];
        parts
            .into_iter()
            .flatten()
            .try_for_each(Address::validate)?;
        let needs_handler = matches!(
            self.by,
            RegisteredBy::Call | RegisteredBy::Literal | RegisteredBy::Assignment
        );
        if self.handler.is_none() && needs_handler {
            return Err("a call or a literal needs a `handler`".to_owned());
        }
        match self.names.iter().any(|name| name.is_empty()) {
            true => Err("`names` has an empty text".to_owned()),
            false => Ok(()),
        }
    }
}

/// Returns true if a name fits one of these globs, in which `*` stands for any text.
pub(crate) fn is_one_of(globs: &OneOrMany<Text>, name: &str) -> bool {
    globs.iter().any(|glob| fits(glob, name))
}

/// Returns true if a text matches a glob in which `*` stands for any text.
pub(crate) fn fits(glob: &str, text: &str) -> bool {
    let Some((first, rest)) = glob.split_once('*') else {
        return glob == text;
    };
    let Some(text) = text.strip_prefix(first) else {
        return false;
    };
    rest.is_empty()
        || text
            .char_indices()
            .map(|(at, _)| at)
            .chain([text.len()])
            .any(|at| fits(rest, &text[at..]))
}
