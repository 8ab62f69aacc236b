//! The walk: what each kind of node means for its effect, and which of its parts are read how.

use crate::facts::{BindingKind, FunctionKind, Value};
use crate::languages::ruby::scanner::Scanner;
use ruby_prism::{
    ArgumentsNode, BeginNode, CaseMatchNode, CaseNode, ElseNode, IfNode, Node, NodeList,
    StatementsNode, UnlessNode,
};

/// Conditions of one `if` that say something about its later branches.
const MOST_REFUSED: usize = 16;

impl Scanner<'_, '_> {
    pub(crate) fn visit_node(&mut self, node: &Node<'_>, statement: bool) {
        if let Some(node) = node.as_program_node() {
            self.statements(Some(node.statements()), true);
        } else if let Some(node) = node.as_statements_node() {
            self.each(&node.body(), statement);
        } else if let Some(node) = node.as_call_node() {
            self.call(&node, statement);
        } else if let Some(node) = node.as_def_node() {
            self.method(&node);
        } else if let Some(node) = node.as_class_node() {
            self.class(&node);
        } else if let Some(node) = node.as_module_node() {
            self.module(&node);
        } else if let Some(node) = node.as_singleton_class_node() {
            let before = (
                std::mem::replace(&mut self.defines, FunctionKind::Static),
                std::mem::replace(&mut self.public, true),
            );
            self.body(node.body());
            (self.defines, self.public) = before;
        } else if let Some(node) = node.as_alias_method_node() {
            self.alias(&node);
        } else if let Some(node) = node.as_return_node() {
            self.returned(node.arguments());
        } else if let Some(node) = node.as_next_node() {
            self.jump(node.arguments());
        } else if let Some(node) = node.as_break_node() {
            self.jump(node.arguments());
        } else if let Some(node) = node.as_hash_node() {
            self.map_site(&node.elements(), node.location(), "");
            self.inside_map(&node.elements(), "");
        } else if let Some(node) = node.as_lambda_node() {
            self.closure(node.parameters(), node.body(), None, node.location());
        } else if let Some(node) = node.as_super_node() {
            let (keyword, block) = (node.keyword_loc(), node.block());
            self.super_call(keyword, node.arguments(), block, node.location(), statement);
        } else if let Some(node) = node.as_forwarding_super_node() {
            let block = node.block().map(|block| block.as_node());
            self.super_call(node.keyword_loc(), None, block, node.location(), statement);
        } else if !self.control(node, statement) && !self.assignment(node) {
            self.parts(node);
        }
    }

    /// Reads a node that decides what runs. Returns false if the node is another one.
    fn control(&mut self, node: &Node<'_>, statement: bool) -> bool {
        if let Some(node) = node.as_if_node() {
            self.condition(&node, statement);
        } else if let Some(node) = node.as_unless_node() {
            self.unless(&node, statement);
        } else if let Some(node) = node.as_begin_node() {
            self.begin(&node, statement);
        } else if let Some(node) = node.as_else_node() {
            self.statements(node.statements(), statement);
        } else if let Some(node) = node.as_parentheses_node() {
            self.optional(node.body(), statement);
        } else if let Some(node) = node.as_case_node() {
            self.case(&node, statement);
        } else if let Some(node) = node.as_case_match_node() {
            self.case_match(&node, statement);
        } else if let Some(node) = node.as_match_required_node() {
            self.visit(&node.value(), false);
            let value = self.value(&node.value(), 0);
            self.pattern(&node.pattern(), &value, 0);
        } else if let Some(node) = node.as_match_predicate_node() {
            self.visit(&node.value(), false);
            let value = self.value(&node.value(), 0);
            let before = (self.conditional, self.block_end.take());
            self.conditional = true;
            self.pattern(&node.pattern(), &value, 0);
            (self.conditional, self.block_end) = before;
        } else if let Some(node) = node.as_while_node() {
            self.visit(&node.predicate(), false);
            self.repeated_statements(node.statements(), statement);
        } else if let Some(node) = node.as_until_node() {
            self.visit(&node.predicate(), false);
            self.repeated_statements(node.statements(), statement);
        } else if let Some(node) = node.as_for_node() {
            self.visit(&node.collection(), false);
            let value = Value::each(self.value(&node.collection(), 0));
            let (name, span) = (self.text_of(&node.index()), self.span(&node.location()));
            self.bind(name, value, BindingKind::Inside, span);
            self.repeated_statements(node.statements(), statement);
        } else if let Some(node) = node.as_and_node() {
            self.maybe(&node.left(), false);
            self.maybe(&node.right(), statement);
        } else if let Some(node) = node.as_or_node() {
            self.maybe(&node.left(), false);
            self.maybe(&node.right(), statement);
        } else if let Some(node) = node.as_rescue_modifier_node() {
            self.visit(&node.expression(), statement);
            self.maybe(&node.rescue_expression(), statement);
        } else {
            return false;
        }
        true
    }

    fn case(&mut self, node: &CaseNode<'_>, statement: bool) {
        if let Some(value) = node.predicate() {
            self.maybe(&value, false);
        }
        for clause in &node.conditions() {
            let Some(clause) = clause.as_when_node() else {
                continue;
            };
            for condition in &clause.conditions() {
                self.maybe(&condition, false);
            }
            self.maybe_statements(clause.statements(), statement);
        }
        self.otherwise(node.else_clause(), statement);
    }

    fn case_match(&mut self, node: &CaseMatchNode<'_>, statement: bool) {
        let mut value = Value::Opaque;
        if let Some(predicate) = node.predicate() {
            value = self.value(&predicate, 0);
            self.maybe(&predicate, false);
        }
        for clause in &node.conditions() {
            let Some(clause) = clause.as_in_node() else {
                continue;
            };
            let end = self.span(&clause.location()).end;
            let before = (self.conditional, self.block_end.replace(end));
            self.conditional = true;
            self.pattern(&clause.pattern(), &value, 0);
            self.statements(clause.statements(), statement);
            (self.conditional, self.block_end) = before;
        }
        self.otherwise(node.else_clause(), statement);
    }

    fn otherwise(&mut self, clause: Option<ElseNode<'_>>, statement: bool) {
        self.maybe_statements(clause.and_then(|clause| clause.statements()), statement);
    }

    /// Reads the parts of nodes that have no effect themselves.
    fn parts(&mut self, node: &Node<'_>) {
        if let Some(node) = node.as_array_node() {
            self.each(&node.elements(), false);
        } else if let Some(node) = node.as_keyword_hash_node() {
            self.inside_map(&node.elements(), "");
        } else if let Some(node) = node.as_splat_node() {
            self.optional(node.expression(), false);
        } else if let Some(node) = node.as_assoc_splat_node() {
            self.optional(node.value(), false);
        } else if let Some(node) = node.as_block_argument_node() {
            self.optional(node.expression(), false);
        } else if let Some(node) = node.as_range_node() {
            self.optional(node.left(), false);
            self.optional(node.right(), false);
        } else if let Some(node) = node.as_interpolated_string_node() {
            self.each(&node.parts(), false);
        } else if let Some(node) = node.as_interpolated_symbol_node() {
            self.each(&node.parts(), false);
        } else if let Some(node) = node.as_interpolated_x_string_node() {
            self.each(&node.parts(), false);
        } else if let Some(node) = node.as_interpolated_regular_expression_node() {
            self.each(&node.parts(), false);
        } else if let Some(node) = node.as_embedded_statements_node() {
            self.statements(node.statements(), false);
        } else if let Some(node) = node.as_yield_node() {
            self.yielded(node.arguments().as_ref());
            self.arguments_only(node.arguments());
        } else if let Some(node) = node.as_pre_execution_node() {
            self.statements(node.statements(), true);
        } else if let Some(node) = node.as_post_execution_node() {
            self.statements(node.statements(), true);
        } else if let Some(node) = node.as_match_write_node() {
            self.visit(&node.call().as_node(), false);
        } else if let Some(node) = node.as_error_recovery_node() {
            // What the parser could not place is still there to be read.
            self.optional(node.unexpected(), false);
        }
    }

    pub(crate) fn each(&mut self, nodes: &NodeList<'_>, statement: bool) {
        nodes.iter().for_each(|node| self.visit(&node, statement));
    }

    pub(crate) fn optional(&mut self, node: Option<Node<'_>>, statement: bool) {
        node.iter().for_each(|node| self.visit(node, statement));
    }

    pub(crate) fn statements(&mut self, node: Option<StatementsNode<'_>>, statement: bool) {
        self.optional(node.map(|node| node.as_node()), statement);
    }

    pub(crate) fn maybe_statements(&mut self, node: Option<StatementsNode<'_>>, statement: bool) {
        let end = node.as_ref().map(|node| self.span(&node.location()).end);
        let before = (
            self.conditional,
            std::mem::replace(&mut self.block_end, end),
        );
        self.conditional = true;
        self.statements(node, statement);
        (self.conditional, self.block_end) = before;
    }

    fn repeated_statements(&mut self, node: Option<StatementsNode<'_>>, statement: bool) {
        let before = std::mem::replace(&mut self.repeated, true);
        self.maybe_statements(node, statement);
        self.repeated = before;
    }

    pub(super) fn arguments_only(&mut self, arguments: Option<ArgumentsNode<'_>>) {
        arguments
            .iter()
            .for_each(|list| self.each(&list.arguments(), false));
    }

    /// `if`, `elsif` and `?:`; an `elsif` hangs below the one before it, so a long row is followed here and not by recursion.
    fn condition(&mut self, node: &IfNode<'_>, statement: bool) {
        let ternary = node.if_keyword_loc().is_none();
        let before = self.conditional;
        self.conditional |= ternary;
        self.visit(&node.predicate(), false);
        self.narrow_inside(&node.predicate(), true, node.statements());
        self.maybe_statements(node.statements(), statement);
        let mut next = node.subsequent();
        let mut refused = vec![node.predicate()];
        while let Some(current) = next {
            next = match current.as_if_node() {
                Some(elsif) => {
                    self.maybe(&elsif.predicate(), false);
                    for one in &refused {
                        self.narrow_inside(one, false, elsif.statements());
                    }
                    if refused.len() < MOST_REFUSED {
                        refused.push(elsif.predicate());
                    }
                    self.narrow_inside(&elsif.predicate(), true, elsif.statements());
                    self.maybe_statements(elsif.statements(), statement);
                    elsif.subsequent()
                }
                None => {
                    let otherwise = || current.as_else_node().and_then(|one| one.statements());
                    for one in &refused {
                        self.narrow_inside(one, false, otherwise());
                    }
                    self.maybe_statements(otherwise(), statement);
                    None
                }
            };
        }
        self.conditional = before;
        if node.subsequent().is_none() && self.leaves(node.statements()) {
            self.narrow(&node.predicate(), false, node.location());
        }
    }

    fn unless(&mut self, node: &UnlessNode<'_>, statement: bool) {
        self.visit(&node.predicate(), false);
        self.narrow_inside(&node.predicate(), false, node.statements());
        self.maybe_statements(node.statements(), statement);
        let otherwise = node.else_clause().and_then(|one| one.statements());
        self.narrow_inside(&node.predicate(), true, otherwise);
        self.otherwise(node.else_clause(), statement);
        if node.else_clause().is_none() && self.leaves(node.statements()) {
            self.narrow(&node.predicate(), true, node.location());
        }
    }

    fn begin(&mut self, node: &BeginNode<'_>, statement: bool) {
        let before = self.block_end;
        // Code behind the body also runs if a guard in it leaves.
        if node.rescue_clause().is_some() || node.ensure_clause().is_some() {
            let body = node.statements();
            let end = body.map(|body| self.span(&body.location()).end);
            self.block_end = end.or(before);
        }
        self.statements(node.statements(), statement);
        self.block_end = before;
        let mut next = node.rescue_clause();
        while let Some(clause) = next {
            clause
                .exceptions()
                .iter()
                .for_each(|exception| self.maybe(&exception, false));
            self.maybe_statements(clause.statements(), statement);
            next = clause.subsequent();
        }
        self.statements(
            node.else_clause().and_then(|clause| clause.statements()),
            statement,
        );
        self.statements(
            node.ensure_clause().and_then(|clause| clause.statements()),
            statement,
        );
    }

    /// `return x`: one of the values of the function around.
    fn returned(&mut self, arguments: Option<ArgumentsNode<'_>>) {
        if let Some(id) = self.function {
            let value = self.jump_value(arguments.as_ref(), 0);
            let returns = &mut self.facts.functions[id as usize].returns;
            if !returns.contains(&value) {
                returns.push(value);
            }
        }
        self.jump(arguments);
    }

    fn jump(&mut self, arguments: Option<ArgumentsNode<'_>>) {
        arguments
            .iter()
            .for_each(|list| self.each(&list.arguments(), true));
    }
}
