//! throwaway
use tracklint::source::*;
fn main() {
    let root = std::env::args().nth(1).unwrap();
    let packs = tracklint::rules::embedded().unwrap();
    let ex = tracklint::resolve::matcher::globs(&tracklint::resolve::rounds::merged(&packs).exclude).unwrap();
    let mut paths = vec![];
    for e in ignore::Walk::new(&root) {
        let e = e.unwrap();
        if !e.file_type().is_some_and(|t| t.is_file()) {
            continue;
        }
        let p = e.path().strip_prefix(&root).unwrap().to_string_lossy().to_string();
        if ex.is_match(&p) {
            continue;
        }
        if tracklint::scan::language_of(&p).is_some() || p.ends_with(".gitlab-ci.yml") {
            paths.push(p);
        }
    }
    paths.sort();
    let mut m = SourceMap::default();
    let mut code = vec![];
    for p in paths {
        let t = String::from_utf8_lossy(&std::fs::read(format!("{root}/{p}")).unwrap()).into_owned();
        let isc = tracklint::scan::language_of(&p).is_some();
        let id = m.add(SourceFile::new(p, t));
        if isc {
            code.push(id);
        }
    }
    let t0 = std::time::Instant::now();
    rayon::ThreadPoolBuilder::new().stack_size(16 << 20).build_global().unwrap();
    let words: Vec<tracklint::facts::Text> = vec!["feature_category".into()];
    let m2 = &m;
    let c2 = &code;
    let p2 = &packs;
    let r = std::thread::scope(|s| {
        std::thread::Builder::new()
            .stack_size(64 << 20)
            .spawn_scoped(s, || tracklint::resolve::rounds::resolve(m2, c2, p2, &words).unwrap())
            .unwrap()
            .join()
            .unwrap()
    });
    eprintln!(
        "files {} parsed {} rounds {} calls {} counters {} in {:?}",
        code.len(),
        r.units.len(),
        r.rounds,
        r.calls.len(),
        r.counters.len(),
        t0.elapsed()
    );
    let rows:Vec<_>=r.calls.iter().map(|c|{let (l,e)=m.lines(c.span); serde_json::json!({"path":m.path(c.span),"line":l,"end_line":e,"rule":c.rule,"scope":c.scope,"category":c.category,"label":c.label,"event":{"grade":format!("{:?}",c.event.grade()),"names":c.event.names,"pattern":c.event.patterns.iter().next(),"unknown":c.event.unknown.as_ref().map(|u|&u.0)},"via":c.via.iter().map(|v|v.name.to_string()).collect::<Vec<_>>()})}).collect();
    println!("{}", serde_json::to_string_pretty(&serde_json::json!({"calls":rows})).unwrap());
    for u in &r.units {
        for p in &u.facts.problems {
            eprintln!("{} {}", u.path, p.message);
        }
    }
}
