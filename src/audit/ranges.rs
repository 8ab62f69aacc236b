//! Items by their range in a file, for many questions about places.

use crate::source::{FileId, Span};
use rustc_hash::FxHashMap;

/// An item with its range, and the last end of all ranges up to it.
type Ranged<T> = (u32, u32, u32, T);

/// Items by their range. A range contains its end.
pub(crate) struct Ranges<T> {
    /// Items that cover whole files.
    whole: FxHashMap<FileId, Vec<T>>,
    /// The other items, sorted by their start.
    parts: FxHashMap<FileId, Vec<Ranged<T>>>,
}

impl<T: Copy> Ranges<T> {
    /// Sorts items, given with their range, and true if it is the whole file.
    pub(crate) fn new(items: impl Iterator<Item = (Span, bool, T)>) -> Self {
        let mut found = Self {
            whole: FxHashMap::default(),
            parts: FxHashMap::default(),
        };
        for (span, is_whole, item) in items {
            match is_whole {
                true => found.whole.entry(span.file).or_default().push(item),
                false => {
                    let parts = found.parts.entry(span.file).or_default();
                    parts.push((span.start, span.end, 0, item));
                }
            }
        }
        for parts in found.parts.values_mut() {
            parts.sort_by_key(|(start, ..)| *start);
            let mut last = 0;
            for (_, end, latest, _) in parts {
                last = last.max(*end);
                *latest = last;
            }
        }
        found
    }

    /// Returns the items whose range contains the start of a span.
    pub(crate) fn at(&self, span: Span) -> impl Iterator<Item = T> {
        let whole = self.whole.get(&span.file).into_iter().flatten();
        let parts = self.parts.get(&span.file).map_or(&[][..], Vec::as_slice);
        let before = parts.partition_point(|(start, ..)| *start <= span.start);
        let near = parts[..before].iter().rev();
        let near = near.take_while(move |(_, _, latest, _)| *latest >= span.start);
        let around = near.filter(move |(_, end, ..)| *end >= span.start);
        whole.copied().chain(around.map(|(.., item)| *item))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_found_by_a_place_in_their_range() {
        let span = |start, end| Span::new(FileId(0), start, end);
        let items = [
            (span(0, 100), true, 'w'),
            (span(20, 60), false, 'b'),
            (span(10, 30), false, 'a'),
            (span(40, 50), false, 'c'),
        ];
        let ranges = Ranges::new(items.into_iter());
        let at = |start| {
            let mut found: Vec<char> = ranges.at(span(start, start + 200)).collect();
            found.sort_unstable();
            found.into_iter().collect::<String>()
        };
        assert_eq!(at(0), "w");
        assert_eq!(at(10), "aw");
        assert_eq!(at(30), "abw");
        assert_eq!(at(55), "bw");
        assert_eq!(at(61), "w");
        assert_eq!(ranges.at(Span::new(FileId(1), 20, 30)).count(), 0);
    }
}
