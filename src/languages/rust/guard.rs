//! Checks that a token stream is shallow enough for a recursive parser, on tokens, before anything recurses.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// Nested groups and generics. Real code stays below 40.
const DEPTH: usize = 128;
/// Nested groups and everything else a parser or visitor recurses on: prefix operators, assignments, `else if`, arrows.
const WEIGHT: usize = 512;
/// Postfix and binary operators in one expression. The tree is as deep as there are operators, and dropping it recurses.
const CHAIN: usize = 5_000;

/// Words behind which the parser descends once more.
const DESCENDING: [&str; 19] = [
    "return", "break", "yield", "move", "mut", "const", "dyn", "impl", "async", "unsafe", "if",
    "match", "while", "for", "loop", "in", "let", "ref", "as",
];

/// Counts of the tokens since the last separator.
#[derive(Default)]
struct Statement {
    /// Open `<`.
    angles: usize,
    /// Operators that nest to the right.
    prefix: usize,
    /// Operators that nest to the left.
    chain: usize,
}

impl Statement {
    /// Counts a sign that follows the sign `previous`, or an operand.
    fn count(&mut self, sign: char, previous: char, after_operand: bool) {
        match sign {
            ';' => *self = Statement::default(),
            ',' => (self.chain, self.prefix) = (0, 0),
            '<' => self.angles += 1,
            '>' if previous == '-' => self.prefix += 1,
            '>' if previous == '=' => {}
            '>' => self.angles = self.angles.saturating_sub(1),
            '=' | '@' => self.prefix += 1,
            _ if after_operand => self.chain += 1,
            _ => self.prefix += 1,
        }
    }
}

/// Returns true if parsing `stream` could overflow a worker's stack.
pub(crate) fn too_deep(stream: TokenStream) -> bool {
    group_too_deep(stream, 0, 0)
}

fn group_too_deep(stream: TokenStream, depth: usize, weight: usize) -> bool {
    let mut statement = Statement::default();
    let (mut operand, mut behind_block, mut last) = (false, false, ' ');
    for token in stream {
        if std::mem::take(&mut behind_block) {
            match &token {
                TokenTree::Ident(word) if word == "else" => statement.prefix += 1,
                TokenTree::Ident(word) if word == "as" => {}
                TokenTree::Punct(sign) if sign.as_char() != '#' => {}
                _ => statement = Statement::default(),
            }
        }
        let previous = std::mem::replace(&mut last, ' ');
        match token {
            TokenTree::Group(group) => {
                let (depth, weight) = (
                    depth + statement.angles + 1,
                    weight + statement.angles + statement.prefix + 1,
                );
                if depth > DEPTH || weight > WEIGHT || group_too_deep(group.stream(), depth, weight)
                {
                    return true;
                }
                // An attribute, as every line of documentation is one, neither nests nor chains.
                if previous != '#' {
                    statement.chain += 1;
                    behind_block = group.delimiter() == Delimiter::Brace;
                    operand = true;
                }
            }
            TokenTree::Ident(word) => {
                operand = !DESCENDING.iter().any(|known| word == known);
                statement.prefix += usize::from(!operand);
            }
            TokenTree::Literal(_) => operand = true,
            TokenTree::Punct(sign)
                if sign.as_char() == '#' || sign.as_char() == '!' && previous == '#' =>
            {
                last = '#'
            }
            TokenTree::Punct(sign) => {
                last = sign.as_char();
                statement.count(last, previous, operand);
                operand = last == '?' && operand;
            }
        }
        let deep = depth + statement.angles > DEPTH
            || weight + statement.angles + statement.prefix > WEIGHT;
        if deep || statement.chain > CHAIN {
            return true;
        }
    }
    false
}
