//! Texts to start from: the fixtures, the rule packs, the program's own source, and folders named on the command line.

use super::change::Random;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Larger files teach the mutations nothing and cost runs.
const LARGEST: u64 = 48 << 10;
/// Files taken of each ending; those of a large folder are spread evenly.
const MOST: usize = 2_000;

/// Endings of files that targets and projects are made of.
const ENDINGS: &[&str] = &[
    "rb", "haml", "erb", "js", "ts", "vue", "rs", "py", "go", "yml", "json", "md",
];

/// Texts by file name ending.
pub struct Seeds {
    /// The repository that brings texts and fixture projects.
    pub own: PathBuf,
    by_ending: BTreeMap<String, Vec<Vec<u8>>>,
}

impl Seeds {
    /// Reads what the repository `own` brings and `folders`.
    pub fn read(own: &Path, folders: &[PathBuf]) -> Self {
        let mut by_ending: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
        let brought = ["fixtures", "rules", "src", "tests"]
            .iter()
            .map(|folder| own.join(folder));
        for folder in brought.chain(folders.iter().cloned()) {
            let mut paths: Vec<PathBuf> = ignore::Walk::new(&folder)
                .flatten()
                .map(ignore::DirEntry::into_path)
                .collect();
            paths.sort();
            for path in paths {
                let small = path
                    .metadata()
                    .is_ok_and(|data| data.is_file() && data.len() <= LARGEST);
                let ending = path
                    .extension()
                    .and_then(|ending| ending.to_str())
                    .unwrap_or_default();
                if small && ENDINGS.contains(&ending) {
                    by_ending.entry(ending.to_owned()).or_default().push(path);
                }
            }
        }
        let read = |paths: Vec<PathBuf>| {
            let step = paths.len().div_ceil(MOST).max(1);
            paths
                .iter()
                .step_by(step)
                .filter_map(|path| std::fs::read(path).ok())
                .collect::<Vec<_>>()
        };
        let mut by_ending: BTreeMap<String, Vec<Vec<u8>>> = by_ending
            .into_iter()
            .map(|(ending, paths)| (ending, read(paths)))
            .collect();
        for (ending, text) in BUILT_IN {
            by_ending
                .entry((*ending).to_owned())
                .or_default()
                .push(text.as_bytes().to_vec());
        }
        Self {
            own: own.to_owned(),
            by_ending,
        }
    }

    /// A text with this ending.
    pub fn pick(&self, ending: &str, random: &mut Random) -> &[u8] {
        self.by_ending
            .get(ending)
            .map_or(&[], |texts| random.pick(texts).as_slice())
    }

    /// Number of texts.
    pub fn len(&self) -> usize {
        self.by_ending.values().map(Vec::len).sum()
    }

    /// Number of endings.
    pub fn languages(&self) -> usize {
        self.by_ending.len()
    }
}

/// Small texts that touch much of each language.
const BUILT_IN: &[(&str, &str)] = &[
    (
        "rb",
        "module A\n  class B < C::D\n    include E\n    X = %w[a b].freeze\n    def self.x(a, *b, k: 1, **o, &c) = \"#{a}_b\"\n  end\nend\n",
    ),
    (
        "rb",
        "case x\nin {a: [Integer => b, *]} then f(<<~ONE, <<-'TWO')\n  a #{b} c\nONE\n  d\n  TWO\nelse g rescue nil\nend\n",
    ),
    (
        "json",
        "[{\"tracklint_baseline\":1}\n,{\"lint\":\"undefined-event\",\"path\":\"app/legacy/cart.rb\",\"subject\":\"cart_left\",\"count\":1,\"fingerprint\":\"137ab2a668f059d81b3ec18866a4ef82\"}\n]\n",
    ),
    (
        "diff",
        "1\ntwo\n3\n4\nnew\ndiff --git a/a.rb b/a.rb\nindex 1..2 100644\n--- a/a.rb\n+++ b/a.rb\n@@ -1,3 +1,3 @@ class A\n 1\n-2\n+two\n 3\n@@ -4 +4,2 @@\n 4\n+new\n\\ No newline at end of file\n",
    ),
    (
        "diff",
        "1\ndiff --git a/old.rb b/new.rb\nsimilarity index 90%\nrename from old.rb\nrename to new.rb\n@@ -1,0 +1 @@\n+1\ndiff --git a/g b/g\ndeleted file mode 100644\n--- \"a/\\303\\244 g\"\n+++ /dev/null\n@@ -1 +0,0 @@\n-1\nBinary files a/x and b/x differ\n",
    ),
    (
        "rb",
        "=begin\ntrack_event('no')\n=end\nX = { a: 'b', 'c' => :d, **e }\nX.each { |k, v| send(\"track_#{k}\", v) }\n__END__\nx\n",
    ),
    (
        "js",
        "import a, { b as c } from './d';\nexport default { mixins: [T.mixin({ label: 'x' })], methods: { m() { this.track(`a_${b}`, { ...c }); } } };\n",
    ),
    (
        "js",
        "const { a = 1, ...r } = b?.c ?? d; label: for (const [k, v] of Object.entries(e)) { async () => await f(...k)[v]; }\nclass G extends H { static #i = /re[/]/g; get j() { return <div data-track={x}>t</div>; } }\n",
    ),
    (
        "ts",
        "enum E { A = 'a' }\ninterface I<T extends keyof U> { f?: <V>(x: V) => asserts x is T }\n@dec export class C implements I<E> { constructor(private readonly x: any) {} m = <T,>(y: T) => track(y as unknown as E.A)!; }\n",
    ),
    (
        "vue",
        "<script setup lang=\"ts\">\nimport T from 't';\nconst p = defineProps<{ a: string }>();\n</script>\n<template>\n  <a v-for=\"(x, i) in xs\" :key=\"i\" @click.stop=\"track('a', { b })\" v-bind=\"o\" :data-x=\"`y_${x}`\">{{ n < 3 ? a : b }}<!-- c --></a>\n</template>\n<style>a > b {}</style>\n",
    ),
    (
        "haml",
        "%a.b#c{ href: x, data: { track_action: 'a', track: { label: \"b_#{c}\" } } }(d='e')[f]= g do |h|\n  - if i\n    = j 'k',\n      l: 1\n  :javascript\n    m(#{n})\n  -# o\n    %p\n  /[if IE]\n  \\= q\n%r/\n",
    ),
    (
        "erb",
        "<% if a -%><a href=\"<%= b %>\" data-track-action='c'>d</a><%# e %><%% f %><% end %>\n<!-- g -->\n<%== h %>",
    ),
    (
        "rs",
        "#![a]\n//! b\nuse c::{d, e as f};\n#[derive(G)]\nenum H { #[h = \"i\"] J, K(u8) }\nimpl L for H { fn m(&self) -> &'static str { match self { Self::J => \"j\", H::K(n) if *n > 1 => r#\"k\"#, _ => todo!() } } }\nmacro_rules! o { ($p:expr) => { q!($p, r = 1) } }\n",
    ),
    (
        "py",
        "from __future__ import annotations\nfrom .a import (b as c, *)\n@d(e, f=\"g\")\nclass H(I[J], metaclass=K):\n    x: Final = {\"a\": 1, **y}\n    @property\n    async def m(self, /, n, *o, p=lambda q: q[1:], **r) -> str:\n        match s:\n            case {\"t\": [u, *_]} | V(w=1) if z: return f\"{a!r:>{b}}_{c['d']}\"\n        with A() as b, (yield): b += [k for k in c if k]\n        try: del e\n        except* F as g: raise H from None\n        return \"%s_%d\" % (i, 1) if (j := k) else self.track(*l, **m)\n",
    ),
    (
        "go",
        "package a\n\nimport (\n\tb \"c/d\"\n\t. \"e\"\n)\n\ntype F[T any] struct {\n\t*G\n\th func(i ...string) (j int, k error) `l:\"m\"`\n}\n\nconst (\n\tN = iota + 1\n\tO\n)\n\nfunc (p *F[T]) Q(r map[string][]T) (s string, err error) {\n\tif t, ok := r[\"u\"]; ok {\n\t\tgo func() { b.Track(fmt.Sprintf(\"%s_%d\", t, 1)) }()\n\t}\n\tswitch v := any(p).(type) {\n\tcase *F[T]:\n\t\tdefer v.h(\"w\", r...)\n\t}\n\tfor x := range ch {\n\t\tselect {\n\t\tcase y := <-x:\n\t\t\ts += `z`[1:]\n\t\t}\n\t}\n\treturn F[T]{h: nil}.Q(r)\n}\n",
    ),
    (
        "yml",
        "---\na: &b\n  - c: 'd'\n    <<: *b\n  - |\n    e\n  - >-\n    f\n? [g, h]\n: {i: 13.10, j: ~, k: !l m}\n...\n---\nn: \"\\u00e9\\x01\"\n",
    ),
    (
        "yml",
        "packs: [gitlab]\nexclude: ['vendor/**']\nlints: {unused-event: off}\nignore:\n  - {paths: ['a/*'], lint: unused-event, reason: b, until: 2030-01-01}\nfail_on: warning\n",
    ),
];
