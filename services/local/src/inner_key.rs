//! The key to the listener on loopback, which all programs of this machine reach.

use http::HeaderValue;
use http::header::InvalidHeaderValue;

use crate::error::Error;

/// Draws a key that only this process knows.
pub(crate) fn draw() -> Result<HeaderValue, Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|_| Error::NoRandomness)?;
    let number = u128::from_be_bytes(bytes);
    let key = HeaderValue::from_str(&format!("{number:032x}"));
    let mut key = key.map_err(|_: InvalidHeaderValue| Error::NoRandomness)?;
    key.set_sensitive(true);
    Ok(key)
}
