//! Rules for calls and elements that send events.

use crate::facts::Text;
use crate::rules::one_or_many::OneOrMany;
use crate::rules::pattern::Method;
use crate::rules::receiver::Receiver;
use crate::rules::slot::{Condition, Slot};
use serde::Deserialize;

/// A rule for one way to call a tracking API.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct CallRule {
    /// Name within the pack.
    pub(crate) id: Text,
    /// Languages it may occur in; all without it.
    pub(crate) languages: OneOrMany<Text>,
    /// Shapes of the receiver, of which any fits.
    pub(crate) on: OneOrMany<Receiver>,
    /// Shapes of receivers that do not count.
    pub(crate) not_on: OneOrMany<Receiver>,
    /// Names of the method, function or macro.
    pub(crate) method: OneOrMany<Method>,
    /// Uses of the method that count.
    #[serde(rename = "as")]
    pub(crate) uses: OneOrMany<MethodUse>,
    /// True if calls of helpers of the same class count.
    pub(crate) own_class: bool,
    /// Methods that are call sites themselves, instead of a method that is called.
    pub(crate) sites: Option<Sites>,
    /// Only in a class body (a macro of a framework), or only outside one.
    pub(crate) class_body: Option<bool>,
    /// Only in files that match one of these globs.
    pub(crate) paths: OneOrMany,
    /// Conditions on the call, which must all hold.
    pub(crate) when: OneOrMany<Condition>,
    /// Another system than the pack's.
    pub(crate) system: Option<Text>,
    /// The event's name.
    pub(crate) event: Slot,
    /// The category.
    pub(crate) category: Option<Slot>,
    /// The label.
    pub(crate) label: Option<Slot>,
    /// The property.
    pub(crate) property: Option<Slot>,
    /// Arguments that are sent along as properties.
    pub(crate) properties: Vec<PropertySlot>,
    /// Named arguments that steer the call and are not sent.
    pub(crate) settings: OneOrMany<Text>,
    /// Properties that the API adds itself, whatever the call passes.
    pub(crate) added: OneOrMany<Text>,
    /// The replacement.
    pub(crate) deprecated: Option<Text>,
    /// Code that must match, and code that must not.
    pub(crate) examples: Examples,
}

/// A use of a method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum MethodUse {
    /// A call.
    Call,
    /// A reference, such as a callback: `before_action :track`.
    Reference,
}

/// Methods that are call sites.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Sites {
    /// Each public method of the classes that inherit from one of these is a site.
    pub(crate) methods_of: OneOrMany<Text>,
}

/// An argument that is sent along.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct PropertySlot {
    /// The name the API knows it by; `*` takes every named argument that no other slot names, or every key of the map found.
    pub(crate) name: Text,
    /// The location.
    #[serde(flatten)]
    pub(crate) slot: Slot,
}

/// A rule for elements of markup and components, and for maps that become attributes.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct ElementRule {
    /// Name within the pack.
    pub(crate) id: Text,
    /// Languages it may occur in; all without it.
    pub(crate) languages: OneOrMany<Text>,
    /// Names of the element or component; any element, and maps of attributes, without it.
    pub(crate) element: OneOrMany<Text>,
    /// Attributes that the element must have. `_` and `-` are alike and `data-` may be missing in maps. Without it, the attributes
    /// that `event` reads.
    pub(crate) has: OneOrMany<Text>,
    /// Conditions on the element, which must all hold.
    pub(crate) when: OneOrMany<Condition>,
    /// Another system than the pack's.
    pub(crate) system: Option<Text>,
    /// The event's name.
    pub(crate) event: Slot,
    /// The category.
    pub(crate) category: Option<Slot>,
    /// The label.
    pub(crate) label: Option<Slot>,
    /// The property.
    pub(crate) property: Option<Slot>,
    /// Attributes that are sent along as properties.
    pub(crate) properties: Vec<PropertySlot>,
    /// The replacement.
    pub(crate) deprecated: Option<Text>,
    /// The attribute that the name belongs in. The element sends nothing.
    pub(crate) misplaced: Option<Text>,
    /// Code that must match, and code that must not.
    pub(crate) examples: Examples,
}

/// Code that must match and code that must not; each text is one file.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Examples {
    /// Each of these gives calls or records of this rule.
    #[serde(rename = "match")]
    pub(crate) matching: Vec<Example>,
    /// Code that gives no call and no record of this rule.
    pub(crate) ignore: Vec<Example>,
}

/// One example.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Example {
    /// The language. By default, the rule's first one.
    pub(crate) language: Option<Text>,
    /// The path of the file, for rules with paths and for definitions.
    pub(crate) path: Option<String>,
    /// The code.
    pub(crate) code: String,
    /// The names that must be found, and no others; any name will do when empty.
    #[serde(default)]
    pub(crate) names: Vec<Text>,
}

impl CallRule {
    /// Returns all slots of the rule.
    pub(crate) fn slots(&self) -> impl Iterator<Item = &Slot> {
        let parts = [&self.category, &self.label, &self.property];
        let when = self.when.iter().map(|condition| &condition.slot);
        std::iter::once(&self.event)
            .chain(parts.into_iter().flatten())
            .chain(when)
    }
}

impl ElementRule {
    /// Returns the attributes that an element must have.
    pub(crate) fn required(&self) -> Vec<&Text> {
        if !self.has.is_empty() {
            return self.has.iter().collect();
        }
        let read = self.event.all().into_iter();
        let read = read.filter_map(|slot| slot.attribute.as_ref());
        // Without a fixed set of attributes any of several may be the one.
        read.take(usize::from(self.event.any.is_empty())).collect()
    }
}
