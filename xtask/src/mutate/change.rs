//! Mutations, and the numbers they are drawn with.

/// A text that grows beyond this is cut; the product reads up to 1 MiB, and most faults show on far less.
const LARGEST: usize = 96 << 10;

/// A splitmix64 generator: small, and the same everywhere.
pub struct Random(u64);

impl Random {
    /// The generator of one case.
    pub fn new(seed: u64, number: u64) -> Self {
        let mut mixed = Self(
            seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ number.wrapping_mul(0xbf58_476d_1ce4_e5b9),
        );
        mixed.next();
        mixed
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: u64) -> u64 {
        self.next() % end.max(1)
    }

    fn index(&mut self, end: usize) -> usize {
        self.below(end as u64) as usize
    }

    /// One of the items.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.index(items.len())]
    }

    /// A place in a text, and one not before it that is usually near.
    fn range(&mut self, length: usize) -> (usize, usize) {
        let start = self.index(length + 1);
        let reach = if self.below(4) == 0 {
            length - start
        } else {
            (length - start).min(40)
        };
        (start, start + self.index(reach + 1))
    }
}

/// Pieces that open something, close it, or mean something to a reader; a mutation puts one or many of them in.
const PIECES: &[&str] = &[
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "<",
    ">",
    "\"",
    "'",
    "`",
    "\\",
    "/",
    "#",
    "#{",
    "${",
    "%",
    "%w[",
    "%q(",
    "<<~A\n",
    "<<-'B'\n",
    "<%",
    "%>",
    "<%=",
    "-%>",
    "<%#",
    "<!--",
    "-->",
    "<script>",
    "</script>",
    "<template>",
    "</template>",
    "<a ",
    "{{",
    "}}",
    "\n",
    "\r\n",
    "\r",
    "\t",
    "  ",
    ";",
    ",",
    ".",
    "..",
    "...",
    ":",
    "::",
    "=",
    "=>",
    "->",
    "==",
    "?",
    "?.",
    "??",
    "!",
    "&",
    "&.",
    "|",
    "||",
    "*",
    "**",
    "+",
    "1+",
    "- ",
    "? ",
    "&a ",
    "*a",
    "<<: *a",
    "!t ",
    "|\n",
    ">\n",
    "---\n",
    "...\n",
    "~",
    "0x",
    "1e9",
    "9999999999999999999",
    "a.b()",
    "a::",
    "f(",
    "x=",
    "if ",
    "end\n",
    "do |x|\n",
    "def x\n",
    "class A\n",
    "module B\n",
    "begin\n",
    "rescue\n",
    "case x\n",
    "in [",
    "when 1\n",
    "unless ",
    "return ",
    "function ",
    "=> {",
    "async ",
    "await ",
    "export default ",
    "import x from '",
    "class ",
    "extends ",
    "static ",
    "get ",
    "new ",
    "enum ",
    "interface ",
    "as ",
    "fn ",
    "impl ",
    "match ",
    "Vec<",
    "r#\"",
    "b'",
    "'a ",
    "macro_rules! ",
    "#[",
    "-#",
    "%p",
    "%a{",
    ":javascript\n",
    "/*",
    "*/",
    "//",
    "=begin\n",
    "=end\n",
    "__END__\n",
    "tracklint: ignore[",
    "tracklint: uses ",
    " -- ",
    "--- a/a.rb\n+++ b/a.rb\n",
    "diff --git a/a.rb b/a.rb\n",
    "@@ -1 +1 @@\n",
    "@@ -1,2 +3,4 @@\n",
    "\\ No newline\n",
    "[{\"tracklint_baseline\":1}\n",
    "track_event(",
    "this.track(",
    "\u{0}",
    "\u{1b}",
    "\u{7f}",
    "\u{85}",
    "\u{a0}",
    "\u{feff}",
    "\u{202e}",
    "\u{2028}",
    "\u{ffff}",
    "é",
    "e\u{301}",
    "漢",
    "😀",
    "\u{10ffff}",
];

/// A changed copy of `text`; `other` is a second text of the same language.
pub fn text(text: &[u8], other: &[u8], ending: &str, random: &mut Random) -> Vec<u8> {
    let mut changed = text.to_vec();
    // Half of the cases are small cuts of a text: faults of a reader show on few lines, and they run fast.
    if random.below(2) == 0 {
        let (start, end) = random.range(changed.len());
        changed = changed[start..end.max((start + 400).min(changed.len()))].to_vec();
    }
    for _ in 0..=random.below(6) {
        step(&mut changed, other, random);
        changed.truncate(LARGEST);
    }
    // YAML is read by a reader that takes text only; the others read what the walk makes of odd bytes, which is text too.
    if ending == "yml" && random.below(2) == 0 {
        String::from_utf8_lossy(&changed).into_owned().into_bytes()
    } else {
        changed
    }
}

fn step(text: &mut Vec<u8>, other: &[u8], random: &mut Random) {
    let (start, end) = random.range(text.len());
    match random.below(12) {
        0 => text.truncate(start),
        1 => drop(text.drain(start..end)),
        2 => {
            let piece = text[start..end].to_vec();
            let times =
                [1, 1, 2, 2, 10, 10, 10, 1_000][random.index(8)].min(LARGEST / piece.len().max(1));
            text.splice(start..start, piece.repeat(times));
        }
        3 => {
            let (from, to) = random.range(other.len());
            text.splice(start..end, other[from..to].iter().copied());
        }
        4 => {
            for _ in 0..=random.below(8) {
                let at = random.index(text.len());
                if let Some(byte) = text.get_mut(at) {
                    *byte ^= 1 << random.below(8);
                }
            }
        }
        5 => {
            let at = random.index(text.len());
            if let Some(byte) = text.get_mut(at) {
                *byte = random.below(256) as u8;
            }
        }
        6 => {
            let (from, to) = random.range(text.len());
            let piece = text[from..to].to_vec();
            text.splice(start..end, piece);
        }
        7 => text.reverse(),
        8 | 9 => {
            let piece = random.pick(PIECES).as_bytes();
            text.splice(start..start, piece.iter().copied());
        }
        10 => {
            // Many of one piece: what is recursive falls here.
            let piece = random.pick(PIECES).as_bytes();
            let times = [20, 20, 20, 300, 300, 300, 5_000, 40_000][random.index(8)];
            text.splice(start..start, piece.repeat(times));
        }
        _ => {
            // Many of two pieces in turn.
            let pair = [
                random.pick(PIECES).as_bytes(),
                random.pick(PIECES).as_bytes(),
            ]
            .concat();
            let times = [3, 3, 3, 50, 50, 50, 2_000, 20_000][random.index(8)];
            text.splice(start..start, pair.repeat(times));
        }
    }
}
