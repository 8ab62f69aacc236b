//! The fuzz targets on a stable toolchain, on every truncation of small texts.

use indoc::indoc;
use tracklint::harness::TARGETS;

const TEXTS: &[&str] = &[
    indoc! {r##"
        %a{ b: "#{c('}')}" }= f <<~X
          é
        <% g %><%# tracklint: ignore[a] -- é %>
        <script>this.track(`a_${b}`)</script>"##},
    "\u{feff}a: &b [c, 'é']\n<<: *b\n# tracklint: uses a, é -- why\nlints: {x: off}\n? {}\n",
    "\"a fault of\"",
    indoc! {r"
        # encoding: ascii
        a = :éb(é, 'é', *é) { |é| @é.é = é }
        -# coding: ascii
        %é= é(:é)
        <%# coding: ascii %>
        <%= é(:é) %>
    "},
    indoc! {r#"
        from . import (é as b, *)
        @d(e, f="é")
        class é(I[J]):
            async def m(self, /, *o, **r) -> "é":
                match s:
                    case {"é": [u, *_]} if z: return f"{a!r:>{é}}_{c['d']}"
                if self.é != "é": return é
                # tracklint: uses a, é -- why"#},
    indoc! {r#"
        package é

        import é "c/é"

        type é[T any] struct{ *G; h func(...é) (j int) `é:"m"` }

        const ( é = iota; O )

        func (p *é[T]) Q(r map[string][]T) (é string, err error) {
            if t, ok := r["é"]; !ok { return é }
            switch v := any(p).(type) { case *é[T]: defer v.h("é", r...) }
            return é{h: nil}.Q(`é`) // tracklint: ignore[a] -- é"#},
];

#[test]
fn every_truncation_of_a_text_keeps_the_promises_of_each_target() {
    for (.., run) in TARGETS {
        for text in TEXTS {
            for end in 0..=text.len() {
                run(&text.as_bytes()[..end]);
            }
        }
    }
}

#[test]
fn the_fuzz_crate_has_a_binary_for_each_target() {
    let manifest =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz/Cargo.toml")).unwrap();
    for (name, ..) in TARGETS {
        assert!(manifest.contains(&format!("name = \"{name}\"")), "{name}");
    }
}
