//! Names that are compared with a column.

use crate::consumers::alias;
use crate::consumers::lexer::{Token, TokenKind};
use crate::consumers::reference::Found;
use crate::rules::consumers::{Comparison, Operator};
use globset::GlobSet;

/// A comparison rule that is ready for use.
#[derive(Debug, Clone)]
pub(crate) struct Comparisons {
    columns: GlobSet,
    operators: Vec<Operator>,
    double_quoted: bool,
}

impl Comparisons {
    /// Returns the rule with its compiled columns.
    pub(crate) fn new(rule: &Comparison) -> Self {
        Self {
            columns: crate::rules::any_depth_globs(&rule.columns.0),
            operators: rule.operators.0.clone(),
            double_quoted: rule.double_quoted,
        }
    }

    fn allows(&self, operator: Operator) -> bool {
        self.operators.is_empty() || self.operators.contains(&operator)
    }

    /// Adds the names in these tokens.
    pub(crate) fn find(&self, tokens: &[Token<'_>], out: &mut Vec<Found>) {
        for (at, token) in tokens.iter().enumerate() {
            let is_name = matches!(token.kind, TokenKind::Word | TokenKind::Quoted);
            if is_name && self.columns.is_match(token.text.to_lowercase()) {
                let mut search = Search {
                    rule: self,
                    tokens,
                    out,
                };
                search.around(at);
            }
        }
    }
}

struct Search<'s, 't> {
    rule: &'s Comparisons,
    tokens: &'s [Token<'t>],
    out: &'s mut Vec<Found>,
}

impl Search<'_, '_> {
    fn is(&self, at: usize, symbol: &str) -> bool {
        self.tokens.get(at).is_some_and(|token| token.is(symbol))
    }

    fn is_word(&self, at: usize, word: &str) -> bool {
        self.tokens.get(at).is_some_and(|token| token.is_word(word))
    }

    /// Finds the names that the column at this index is compared with.
    fn around(&mut self, column: usize) {
        let (first, after) = self.operand(column);
        if first > 0 && self.is_word(first - 1, "case") && self.rule.allows(Operator::Case) {
            self.branches(after);
            return;
        }
        if self.operator(after) {
            return;
        }
        // The name may come first: `'name' = column`.
        if first >= 2 && self.equality(first - 1).is_some() && self.is_text(first - 2) {
            let end = after.saturating_sub(1);
            self.add(first - 2, end, false);
        }
    }

    /// Returns the first token of an operand around a column, and the one after it: qualifiers, a cast, and functions around it.
    fn operand(&self, column: usize) -> (usize, usize) {
        let (mut first, mut after) = (column, column + 1);
        if column > 0 && self.is(column - 1, "[") && self.is(after, "]") {
            (first, after) = (column - 1, after + 1);
        }
        while first >= 2 && self.is(first - 1, ".") {
            first -= 2;
        }
        loop {
            if self.is(after, "::") {
                after += 2;
                if self.is(after, "(") {
                    after = self.closing(after) + 1;
                }
            } else if first >= 2
                && self.is(first - 1, "(")
                && self.is(after, ")")
                && self.is_function(first - 2)
            {
                (first, after) = (first - 2, after + 1);
            } else if first >= 1 && self.is(first - 1, "(") && self.is(after, ")") {
                (first, after) = (first - 1, after + 1);
            } else {
                return (first, after);
            }
        }
    }

    /// Returns true for the name of a function that keeps the text as it is, but for case and blanks.
    fn is_function(&self, at: usize) -> bool {
        ["lower", "upper", "trim", "ltrim", "rtrim"]
            .iter()
            .any(|word| self.is_word(at, word))
    }

    /// Returns the index of the closing bracket of the one here.
    fn closing(&self, open: usize) -> usize {
        let mut depth = 0usize;
        for (at, token) in self.tokens.iter().enumerate().skip(open) {
            if token.is("(") || token.is("[") {
                depth += 1;
            } else if token.is(")") || token.is("]") {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at;
                }
            }
        }
        self.tokens.len()
    }

    /// Returns the operator if the symbol here compares for equality.
    fn equality(&self, at: usize) -> Option<Operator> {
        let operator = match self.tokens.get(at)? {
            token if token.is("=") || token.is("==") => Operator::Equal,
            token if token.is("!=") || token.is("<>") => Operator::Unequal,
            _ => return None,
        };
        self.rule.allows(operator).then_some(operator)
    }

    /// Finds the names behind an operator. Returns true if there is one.
    fn operator(&mut self, at: usize) -> bool {
        if self.equality(at).is_some() {
            let quantified = ["any", "all", "some"];
            if quantified.iter().any(|word| self.is_word(at + 1, word)) {
                self.list(at + 2, false);
            } else if self.is_text(at + 1) {
                self.add(at + 1, at + 1, false);
            } else {
                return false;
            }
            return true;
        }
        let at = at + usize::from(self.is_word(at, "not"));
        if self.is_word(at, "in") && self.rule.allows(Operator::In) {
            self.list(at + 1, false);
            return true;
        }
        let is_like = self.is_word(at, "like") || self.is_word(at, "ilike");
        if is_like && self.rule.allows(Operator::Like) {
            if self.is_text(at + 1) {
                self.add(at + 1, at + 1, true);
            } else if self.is_word(at + 1, "any") || self.is_word(at + 1, "all") {
                self.list(at + 2, true);
            }
            return true;
        }
        false
    }

    /// Adds the texts of a list. A query in the list has none.
    fn list(&mut self, open: usize, is_like: bool) {
        // `IN UNNEST([…])` and `ANY(ARRAY[…])` have the list further inside.
        let words = ["unnest", "array"];
        let mut open = open;
        while words.iter().any(|word| self.is_word(open, word))
            || ((self.is(open, "(") || self.is(open, "["))
                && (self.is(open + 1, "[") || self.is_word(open + 1, "array")))
        {
            open += 1;
        }
        if !self.is(open, "(") && !self.is(open, "[") {
            return;
        }
        let end = self.closing(open);
        let mut depth = 0usize;
        for at in open + 1..end {
            let token = &self.tokens[at];
            if token.is_word("select") {
                return;
            }
            if token.is("(") || token.is("[") {
                depth += 1;
            } else if token.is(")") || token.is("]") {
                depth = depth.saturating_sub(1);
            }
            let is_item = self.is(at - 1, ",") || at == open + 1;
            if depth == 0 && is_item && self.is_text(at) {
                self.add(at, end, is_like);
            }
        }
    }

    /// Adds the texts of the branches of `CASE column WHEN …`.
    fn branches(&mut self, from: usize) {
        let mut depth = 0usize;
        for at in from..self.tokens.len() {
            let token = &self.tokens[at];
            if token.is_word("case") {
                depth += 1;
            } else if token.is_word("end") {
                match depth.checked_sub(1) {
                    Some(outer) => depth = outer,
                    None => return,
                }
            } else if depth == 0 && token.is_word("when") && self.is_text(at + 1) {
                self.add(at + 1, at + 1, false);
            }
        }
    }

    fn is_text(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| match token.kind {
            TokenKind::Text => true,
            TokenKind::Quoted => self.rule.double_quoted,
            _ => false,
        })
    }

    /// Adds the name at an index. The comparison ends at another index.
    fn add(&mut self, at: usize, end: usize, is_like: bool) {
        let token = &self.tokens[at];
        if token.is_computed || token.text.trim().is_empty() {
            return;
        }
        let is_pattern = is_like && token.text.contains('%');
        let name = match is_pattern {
            true => token.text.replace('%', "*").replace("\\_", "_").into(),
            false => token.text.as_ref().into(),
        };
        self.out.push(Found {
            name,
            is_pattern,
            range: token.range.clone(),
            becomes: alias::of_case(self.tokens, end),
        });
    }
}
