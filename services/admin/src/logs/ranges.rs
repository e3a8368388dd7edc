//! The header `Content-Range` (RFC 9110, section 14.4).

/// A part of a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Range {
    /// The position of its first byte.
    pub(super) from: u64,
}

impl Range {
    /// Reads `bytes FROM-TO/SIZE`.
    pub(super) fn read(header: &str) -> Option<Self> {
        let (from, rest) = header.strip_prefix("bytes ")?.split_once('-')?;
        let (to, _) = rest.split_once('/')?;
        let (from, to): (u64, u64) = (from.parse().ok()?, to.parse().ok()?);
        (from <= to).then_some(Self { from })
    }
}

/// Reads the size in `bytes */SIZE`.
pub(super) fn size(header: Option<&str>) -> Option<u64> {
    header?.strip_prefix("bytes */")?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_read_as_the_standard_writes_it() {
        assert_eq!(Range::read("bytes 5-9/100"), Some(Range { from: 5 }));
        assert_eq!(Range::read("bytes 5-9/*"), Some(Range { from: 5 }));
        for bad in
            ["", "bytes", "bytes */100", "bytes 9-5/100", "lines 5-9/100", "bytes 5/100", "bytes a-b/c"]
        {
            assert_eq!(Range::read(bad), None, "{bad}");
        }
        assert_eq!(size(Some("bytes */100")), Some(100));
        assert_eq!(size(Some("bytes 5-9/100")), None);
        assert_eq!(size(None), None);
    }
}
