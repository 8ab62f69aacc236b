//! Items of code that are records of a definition rule.

use crate::facts::Text;
use crate::rules::one_or_many::OneOrMany;
use serde::Deserialize;

/// The items of code that are records. One of the keys is set.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Each {
    /// Each public method of these classes or modules.
    method_of: OneOrMany<Text>,
    /// Each member of these objects, enums, hashes, and each constant of these classes or modules.
    member_of: OneOrMany<Text>,
    /// Each variant of these enums.
    variant_of: OneOrMany<Text>,
    /// Each element of these lists.
    item_of: OneOrMany<Text>,
    /// Each key of these objects or hashes.
    key_of: OneOrMany<Text>,
    /// Each class or struct that implements or includes one of these.
    implementing: OneOrMany<Text>,
    /// Each subclass of these classes.
    subclass_of: OneOrMany<Text>,
    /// Each name that calls of these functions are given.
    argument_of: OneOrMany<Text>,
    /// For `argument-of`: only calls in a class or file that calls one of these functions too.
    pub(crate) along_with: OneOrMany<Text>,
    /// For `subclass-of`: only subclasses that do not define one of these methods themselves.
    pub(crate) without: OneOrMany<Text>,
}

/// A sort of items.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ItemKind {
    /// Public methods of classes or modules.
    Methods,
    /// Members of objects and enums, constants of classes.
    Members,
    /// Variants of enums.
    Variants,
    /// Elements of lists.
    Elements,
    /// Keys of objects.
    Keys,
    /// Classes that implement a trait or include a module.
    Implementing,
    /// Subclasses.
    Subclasses,
    /// Arguments of calls.
    Arguments,
}

impl Each {
    /// Returns true if the files follow from the name of a class or function.
    pub(crate) fn finds_files(&self) -> bool {
        let of = [&self.implementing, &self.subclass_of, &self.along_with];
        of.iter().any(|names| !names.is_empty())
    }

    /// Returns true if the records are methods.
    pub(crate) fn is_of_methods(&self) -> bool {
        !self.method_of.is_empty()
    }

    /// Returns the sort of items and the names of what contains them.
    ///
    /// # Errors
    /// A message if no key or several keys are set.
    pub(crate) fn items(&self) -> Result<(ItemKind, &OneOrMany<Text>), String> {
        let all = [
            (ItemKind::Methods, &self.method_of),
            (ItemKind::Members, &self.member_of),
            (ItemKind::Variants, &self.variant_of),
            (ItemKind::Elements, &self.item_of),
            (ItemKind::Keys, &self.key_of),
            (ItemKind::Implementing, &self.implementing),
            (ItemKind::Subclasses, &self.subclass_of),
            (ItemKind::Arguments, &self.argument_of),
        ];
        let mut set = all.into_iter().filter(|(_, names)| !names.is_empty());
        let first = set
            .next()
            .ok_or("`each` says nothing, for example `each: {member-of: EVENTS}`")?;
        match set.next() {
            None => Ok(first),
            Some(_) => Err("`each` takes one sort of items; write two rules".to_owned()),
        }
    }
}
