//! What answers rest on: the look-ups that led to them. As long as none of these finds anything else, neither does the answer, so it
//! is taken over when files come in or change, and only what rests on them is worked out again.

use crate::resolve::request::{FileRequest, FileRequests};
use rustc_hash::{FxHashMap, FxHashSet, FxHasher};
use std::hash::{Hash, Hasher};

/// What can be looked up and may come to something else when files come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Table {
    /// Call sites by name.
    Sites,
    /// Sites that make an object of a written class, by its last name.
    Made,
    /// The same for all others, by the class they may make; under no name, those sites themselves.
    OtherConstructions,
    /// Functions by name, whatever their class.
    Functions,
    /// Imports by the name of the file.
    Imports,
    /// Names that a class binds something to.
    Constants,
    /// Whether a file is parsed, by path.
    Units,
    /// Whether a class is known.
    Classes,
    /// Where a class is defined.
    Definitions,
    /// Fields by name, whatever their class.
    Fields,
    /// What runs when classes are instantiated, all of it.
    Constructors,
    /// What a class takes members from.
    Lineages,
    /// What a class takes over directly, and what has to be parsed to know that.
    Takers,
    /// What takes members from a class directly.
    Heirs,
    /// Sites of dynamic dispatch, by name.
    Dispatches,
    /// Sites of `super`, by the name of the function around.
    Supers,
    /// Elements, by component; under no name, all of them.
    Elements,
    /// Whether what was asked for is too common to follow.
    Unfollowed,
    /// What a file says.
    Facts,
}

/// One look-up, as a number. Two that share one by chance cost work, and never an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LookUp {
    number: u64,
}

impl LookUp {
    /// The look-up of a name in a table.
    pub fn new(table: Table, name: &str) -> Self {
        let mut hasher = FxHasher::default();
        (table as u8, name).hash(&mut hasher);
        Self {
            number: hasher.finish(),
        }
    }

    /// The look-up of what a unit says.
    pub fn of_unit(unit: u32) -> Self {
        let mut hasher = FxHasher::default();
        (Table::Facts as u8, unit).hash(&mut hasher);
        Self {
            number: hasher.finish(),
        }
    }
}

/// Look-ups that come to something else than before.
pub type Changed = FxHashSet<LookUp>;

/// Number of an answer in its [`Grounds`].
pub type Answer = u32;

/// What was found, and what that rests on.
pub type Answered<T> = (T, Answer);

/// What kind of answer it is: each rests on answers of the kinds before it alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    /// That everything was asked for that is not known of what a class takes members from.
    #[default]
    Asked,
    /// What a class has.
    Member,
    /// What a site is called on, or makes.
    Site,
    /// Who calls a function.
    Callers,
    /// What a root comes to.
    Root,
}

/// Look-ups that are kept of one answer, and of all of one system. Real code needs 700 and 30,000 (measured on a tree of 14,600 files).
const MOST_LOOK_UPS: (usize, usize) = (20_000, 2_000_000);

/// What one answer rests on.
#[derive(Debug, Clone, Default)]
struct Rests {
    kind: Kind,
    looked_up: Vec<LookUp>,
    /// Whether there were too many to keep: then it rests on everything.
    on_all: bool,
    /// Numbers of what was asked for on the way.
    asked: Vec<u32>,
    /// Other answers that it made use of.
    on: Vec<Answer>,
}

/// Look-ups that were noted lately, so that most repetitions are seen without a search.
const LATELY: usize = 64;

/// What answers rest on, and what was asked for on the way to them.
#[derive(Debug, Clone)]
pub struct Grounds {
    answers: Vec<Rests>,
    /// Answers that are being worked out, inner ones last.
    open: Vec<Rests>,
    /// Look-ups that are kept.
    kept: usize,
    requests: Vec<FileRequest>,
    numbers: FxHashMap<FileRequest, u32>,
    /// How often an answer began or ended.
    turns: u32,
    /// Look-ups that were noted lately, and in which turn.
    lately: [(u32, LookUp); LATELY],
}

impl Default for Grounds {
    fn default() -> Self {
        Self {
            answers: Vec::new(),
            open: Vec::new(),
            kept: 0,
            requests: Vec::new(),
            numbers: FxHashMap::default(),
            turns: 1,
            lately: [(0, LookUp { number: 0 }); LATELY],
        }
    }
}

impl Grounds {
    /// How many answers there are.
    pub fn count(&self) -> usize {
        self.answers.len()
    }

    /// Begins an answer.
    pub fn begin(&mut self, kind: Kind) {
        self.turns += 1;
        self.open.push(Rests {
            kind,
            ..Rests::default()
        });
    }

    /// Ends the answer that was begun last; the one around it rests on it.
    pub fn end(&mut self) -> Answer {
        let answer = self.answers.len() as Answer;
        self.answers.push(self.open.pop().unwrap_or_default());
        self.turns += 1;
        self.rest_on(answer);
        answer
    }

    /// Notes that the answer that is being worked out makes use of another one.
    pub fn rest_on(&mut self, answer: Answer) {
        if let Some(Rests { on, .. }) = self.open.last_mut()
            && !on.ends_with(&[answer])
        {
            on.push(answer);
        }
    }

    /// Notes a look-up.
    pub fn look_up(&mut self, what: LookUp) {
        let lately = &mut self.lately[(what.number >> 56) as usize % LATELY];
        if *lately == (self.turns, what) {
            return;
        }
        *lately = (self.turns, what);
        match self.open.last_mut() {
            Some(Rests { on_all: true, .. }) | None => {}
            Some(Rests { looked_up, .. })
                if looked_up.len() < MOST_LOOK_UPS.0 && self.kept < MOST_LOOK_UPS.1 =>
            {
                looked_up.push(what);
                self.kept += 1;
            }
            Some(Rests {
                looked_up, on_all, ..
            }) => {
                self.kept -= looked_up.len();
                *looked_up = Vec::new();
                *on_all = true;
            }
        }
    }

    /// Notes what was asked for.
    pub fn ask(&mut self, request: FileRequest) {
        let next = self.numbers.len() as u32;
        let number = *self.numbers.entry(request).or_insert_with_key(|request| {
            self.requests.push(request.clone());
            next
        });
        if let Some(Rests { asked, .. }) = self.open.last_mut()
            && !asked.ends_with(&[number])
        {
            asked.push(number);
        }
    }

    /// Everything that was asked for on the way to these answers.
    pub fn requests(&self, answers: impl Iterator<Item = Answer>) -> FileRequests {
        let mut seen = vec![false; self.answers.len()];
        let mut asked = vec![false; self.requests.len()];
        let mut open: Vec<Answer> = answers.collect();
        while let Some(answer) = open.pop() {
            if !std::mem::replace(&mut seen[answer as usize], true) {
                let rests = &self.answers[answer as usize];
                rests
                    .asked
                    .iter()
                    .for_each(|number| asked[*number as usize] = true);
                open.extend(&rests.on);
            }
        }
        self.requests
            .iter()
            .zip(asked)
            .filter(|(_, asked)| *asked)
            .map(|(request, _)| request.clone())
            .collect()
    }

    /// Whether an answer rests on nothing.
    pub fn rests_on_nothing(&self, answer: Answer) -> bool {
        let Rests {
            looked_up,
            on_all,
            asked,
            on,
            ..
        } = &self.answers[answer as usize];
        !on_all && looked_up.is_empty() && asked.is_empty() && on.is_empty()
    }

    /// Ends the answer that was begun last in the place of one that was known.
    pub fn end_again(&mut self, answer: Answer) {
        self.turns += 1;
        let before = std::mem::replace(
            &mut self.answers[answer as usize],
            self.open.pop().unwrap_or_default(),
        );
        self.kept -= before.looked_up.len();
    }

    /// The kind of an answer.
    pub fn kind(&self, answer: Answer) -> Kind {
        self.answers[answer as usize].kind
    }

    /// For each answer whether something that was looked up for it has changed.
    pub fn touched(&self, changed: &Changed) -> Vec<bool> {
        // Mostly few things have changed: one bit for each dismisses nearly all look-ups without a search.
        let mut filter = [0_u64; 64];
        let bit = |what: &LookUp| ((what.number & 63) as usize, 1 << ((what.number >> 6) & 63));
        for (at, bit) in changed.iter().map(bit) {
            filter[at] |= bit;
        }
        let may_be_changed = |what: &LookUp| {
            let (at, bit) = bit(what);
            filter[at] & bit != 0
        };
        let is_touched = |rests: &Rests| match rests.on_all {
            true => !changed.is_empty(),
            false => rests
                .looked_up
                .iter()
                .any(|what| may_be_changed(what) && changed.contains(what)),
        };
        self.answers.iter().map(is_touched).collect()
    }

    /// Touches the answers of a kind that rest on others that are touched.
    pub fn spread(&self, kind: Kind, touched: &mut Vec<bool>) {
        touched.resize(self.answers.len(), false);
        for (answer, rests) in self
            .answers
            .iter()
            .enumerate()
            .filter(|(_, rests)| rests.kind == kind)
        {
            touched[answer] |= rests.on.iter().any(|on| touched[*on as usize]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resolve::request::LanguageGroup;
    use crate::resolve::request::Occurrence;

    fn request(name: &str) -> FileRequest {
        FileRequest::new(Occurrence::Mention, LanguageGroup::All, name)
    }

    /// Callers that rest on a site that rests on a class, and a root that rests on them.
    fn chain(grounds: &mut Grounds) -> [Answer; 3] {
        grounds.begin(Kind::Root);
        grounds.begin(Kind::Callers);
        grounds.begin(Kind::Site);
        grounds.look_up(LookUp::new(Table::Classes, "Order"));
        grounds.ask(request("Order"));
        let site = grounds.end();
        let callers = grounds.end();
        [site, callers, grounds.end()]
    }

    #[test]
    fn what_is_touched_spreads_kind_by_kind() {
        let mut grounds = Grounds::default();
        let [site, callers, root] = chain(&mut grounds).map(|answer| answer as usize);
        assert_eq!(
            grounds.touched(&Changed::from_iter([LookUp::new(Table::Classes, "Cart")])),
            [false; 3]
        );
        let mut touched =
            grounds.touched(&Changed::from_iter([LookUp::new(Table::Classes, "Order")]));
        assert!(touched[site] && !touched[callers] && !touched[root]);
        grounds.spread(Kind::Callers, &mut touched);
        assert!(touched[callers] && !touched[root]);
        touched[callers] = false;
        grounds.spread(Kind::Root, &mut touched);
        assert!(
            !touched[root],
            "callers that are the same as before touch nobody"
        );
    }

    #[test]
    fn an_answer_with_too_many_look_ups_rests_on_everything() {
        let mut grounds = Grounds::default();
        grounds.begin(Kind::Member);
        (0..=MOST_LOOK_UPS.0)
            .for_each(|number| grounds.look_up(LookUp::new(Table::Classes, &number.to_string())));
        let answer = grounds.end();
        assert!(!grounds.rests_on_nothing(answer));
        assert_eq!(
            grounds.touched(&Changed::from_iter([LookUp::new(Table::Sites, "other")])),
            [true]
        );
        assert_eq!(grounds.touched(&Changed::default()), [false]);
    }

    #[test]
    fn an_answer_that_is_found_again_rests_on_what_it_looked_up_then() {
        let mut grounds = Grounds::default();
        let [site, callers, root] = chain(&mut grounds);
        assert_eq!(
            grounds.requests([root].into_iter()),
            FileRequests::from([request("Order")])
        );
        // Found again, it makes use of an answer that is newer than itself.
        grounds.begin(Kind::Callers);
        grounds.begin(Kind::Site);
        grounds.look_up(LookUp::new(Table::Sites, "place"));
        grounds.ask(request("place"));
        let newer = grounds.end();
        grounds.end_again(callers);
        assert!(newer > root);
        assert_eq!(
            grounds.requests([root].into_iter()),
            FileRequests::from([request("place")])
        );
        let mut touched =
            grounds.touched(&Changed::from_iter([LookUp::new(Table::Sites, "place")]));
        grounds.spread(Kind::Callers, &mut touched);
        grounds.spread(Kind::Root, &mut touched);
        assert!(touched[root as usize] && !touched[site as usize]);
    }
}
