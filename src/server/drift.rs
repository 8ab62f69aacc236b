//! The difference between the text that was analyzed and the text in the editor: one region that changed.

use std::ops::Range;

/// The region that changed between two texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Drift {
    /// The region in the old text.
    old: Range<usize>,
    /// The region in the new text.
    new: Range<usize>,
}

impl Drift {
    /// Compares two texts.
    pub(crate) fn new(old: &str, new: &str) -> Self {
        let (a, b) = (old.as_bytes(), new.as_bytes());
        let same = |(x, y): &(&u8, &u8)| x == y;
        let start = a.iter().zip(b).take_while(same).count();
        let start = old.floor_char_boundary(start);
        let left = a.len().min(b.len()) - start;
        let behind = a
            .iter()
            .rev()
            .zip(b.iter().rev())
            .take(left)
            .take_while(same)
            .count();
        // A shared end never begins inside of a character.
        let behind = (0..=behind)
            .rev()
            .find(|behind| old.is_char_boundary(old.len() - behind))
            .unwrap_or(0);
        Self {
            old: start..a.len() - behind,
            new: start..b.len() - behind,
        }
    }

    /// Returns the region in the old text, and in the new one.
    pub(crate) fn regions(&self) -> (Range<usize>, Range<usize>) {
        (self.old.clone(), self.new.clone())
    }

    /// Returns the place of old text in the new text; none if the change touches it.
    pub(crate) fn to_new(&self, span: Range<usize>) -> Option<Range<usize>> {
        if self.old.is_empty() && self.new.is_empty() || span.end < self.old.start {
            return Some(span);
        }
        if span.end == self.old.start && span.start < span.end {
            return Some(span);
        }
        let moved = |at: usize| at - self.old.end + self.new.end;
        let is_behind = span.start >= self.old.end;
        (is_behind && (span.start > self.old.start || self.old.is_empty()))
            .then(|| moved(span.start)..moved(span.end))
    }

    /// Returns the offset in the old text; the start of the region for an offset inside of it.
    pub(crate) fn to_old(&self, offset: usize) -> usize {
        match offset {
            before if before <= self.new.start => before,
            behind if behind >= self.new.end => behind - self.new.end + self.old.end,
            _ => self.old.start,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_around_a_change_move_with_it() {
        let (old, new) = ("one two three", "one 2 three");
        let drift = Drift::new(old, new);
        assert_eq!(drift.to_new(0..3), Some(0..3));
        assert_eq!(drift.to_new(4..7), None);
        assert_eq!(drift.to_new(8..13), Some(6..11));
        assert_eq!((drift.to_old(2), drift.to_old(7)), (2, 9));
    }

    #[test]
    fn an_insertion_moves_what_is_behind_it() {
        let drift = Drift::new("ab\ncd", "ab\nx\ncd");
        assert_eq!(drift.to_new(0..2), Some(0..2));
        assert_eq!(drift.to_new(3..5), Some(5..7));
        let same = Drift::new("ab", "ab");
        assert_eq!(same.to_new(0..2), Some(0..2));
        assert_eq!(same.to_new(2..2), Some(2..2));
    }

    #[test]
    fn characters_are_not_split() {
        // Both characters begin and end with equal bytes.
        let drift = Drift::new("xéy", "xèy");
        assert_eq!(drift.to_new(3..4), Some(3..4));
        assert_eq!(
            drift,
            Drift {
                old: 1..3,
                new: 1..3
            }
        );
    }
}
