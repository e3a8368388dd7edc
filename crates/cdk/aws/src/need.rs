/// A `T` under construction, of whose required properties the first `MET` are given.
///
/// The next one is all that can be set, and only when all are given it is a `T`: none can be forgotten or taken for another.
#[must_use = "required properties are missing"]
pub struct Need<T, const MET: usize>(pub(crate) T);
