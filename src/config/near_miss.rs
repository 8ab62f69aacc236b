//! Suggestions for misspelled names.

/// Returns the candidate that is closest to a misspelled word.
pub(crate) fn near_miss<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let distance = |candidate: &'a str| (strsim::damerau_levenshtein(word, candidate), candidate);
    let (distance, nearest) = candidates.into_iter().map(distance).min()?;
    (distance <= (word.chars().count() / 3).max(1)).then_some(nearest)
}

/// Returns the question whether a similar candidate was meant.
pub(crate) fn did_you_mean<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    near_miss(word, candidates).map(|near| format!("did you mean `{near}`?"))
}

/// Returns the question whether a similar candidate was meant, or the list of all candidates.
pub(crate) fn did_you_mean_or_list(word: &str, candidates: &[&str]) -> String {
    did_you_mean(word, candidates.iter().copied())
        .unwrap_or_else(|| format!("there are {}", candidates.join(", ")))
}
