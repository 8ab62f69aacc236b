//! Parameters of methods and blocks.

use crate::facts::{Parameter, ParameterKind, Text};
use crate::languages::ruby::scanner::Scanner;
use ruby_prism::{Location, Node, ParametersNode};

impl Scanner<'_, '_> {
    pub(super) fn parameters(&self, list: &ParametersNode<'_>) -> Vec<Parameter> {
        let (requireds, optionals, posts, keywords) = (
            list.requireds(),
            list.optionals(),
            list.posts(),
            list.keywords(),
        );
        let before = requireds.iter().chain(optionals.iter()).chain(list.rest());
        let nodes = before
            .chain(posts.iter())
            .chain(keywords.iter())
            .chain(list.keyword_rest())
            .chain(list.block());
        let mut found = Vec::new();
        for node in nodes {
            if node.as_forwarding_parameter_node().is_some() {
                found.extend([
                    Parameter::new("*", ParameterKind::Rest),
                    Parameter::new("**", ParameterKind::KeywordRest),
                ]);
            }
            found.extend(self.parameter(&node));
        }
        found
    }

    pub(crate) fn parameter(&self, node: &Node<'_>) -> Option<Parameter> {
        let named = |at: Option<Location<'_>>, otherwise: &str| {
            at.map_or(Text::from(otherwise), |at| self.text(&at).into())
        };
        let mut default = None;
        let (name, kind) = if node.as_required_parameter_node().is_some() {
            (self.text_of(node).into(), ParameterKind::Positional)
        } else if node.as_multi_target_node().is_some() {
            (Text::default(), ParameterKind::Positional)
        } else if let Some(node) = node.as_optional_parameter_node() {
            default = Some(self.value(&node.value(), 0));
            (
                self.text(&node.name_loc()).into(),
                ParameterKind::Positional,
            )
        } else if let Some(node) = node.as_required_keyword_parameter_node() {
            (
                self.text(&node.name_loc()).trim_end_matches(':').into(),
                ParameterKind::Keyword,
            )
        } else if let Some(node) = node.as_optional_keyword_parameter_node() {
            default = Some(self.value(&node.value(), 0));
            (
                self.text(&node.name_loc()).trim_end_matches(':').into(),
                ParameterKind::Keyword,
            )
        } else if let Some(node) = node.as_rest_parameter_node() {
            (named(node.name_loc(), "*"), ParameterKind::Rest)
        } else if let Some(node) = node.as_keyword_rest_parameter_node() {
            (named(node.name_loc(), "**"), ParameterKind::KeywordRest)
        } else if let Some(node) = node.as_block_parameter_node() {
            (named(node.name_loc(), "&"), ParameterKind::Block)
        } else {
            return None;
        };
        Some(Parameter {
            default,
            ..Parameter::new(name, kind)
        })
    }
}
