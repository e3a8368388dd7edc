//! A file of the site with its compressed forms, and the answer that it makes.

use std::collections::BTreeMap;
use std::fmt::Write;

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use contract::site;
use http::header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, HeaderValue, VARY};
use http::{HeaderMap, StatusCode};
use sha2::{Digest, Sha256};
use web::preconditions::{if_none_match, is_known};

use crate::encoding;
use crate::folder::Stored;

/// Compressed forms by the endings of their names, the smallest first.
const ENCODINGS: [(&str, &str); 2] = [(".br", "br"), (".gz", "gzip")];

/// A file of the site.
#[derive(Clone, Debug)]
pub(crate) struct File {
    content_type: HeaderValue,
    cache_control: HeaderValue,
    plain: Form,
    /// With the names of their encodings.
    encoded: Vec<(&'static str, Form)>,
}

/// A file's content in one encoding.
#[derive(Clone, Debug)]
struct Form {
    content: Bytes,
    etag: HeaderValue,
}

impl Form {
    fn of(stored: Stored) -> Self {
        let tag = stored.digest[..16].iter().fold(String::from("\""), |mut tag, byte| {
            let _ = write!(tag, "{byte:02x}");
            tag
        });
        let etag = HeaderValue::from_str(&(tag + "\"")).unwrap_or(HeaderValue::from_static("\"\""));
        Self { content: stored.content, etag }
    }
}

/// The files by their paths. Compressed forms belong to their file and have no path of their own.
pub(crate) fn by_path(stored: Vec<Stored>) -> BTreeMap<String, File> {
    let mut forms: BTreeMap<String, Form> =
        stored.into_iter().map(|it| (format!("/{}", it.path), Form::of(it))).collect();
    let mut files = BTreeMap::new();
    // A path sorts before all that it begins.
    while let Some((path, plain)) = forms.pop_first() {
        let form =
            |(ending, name): (&str, &'static str)| Some((name, forms.remove(&format!("{path}{ending}"))?));
        let encoded = ENCODINGS.into_iter().filter_map(form).collect();
        files.insert(path.clone(), File::new(&path, plain, encoded));
    }
    files
}

impl File {
    fn new(path: &str, plain: Form, encoded: Vec<(&'static str, Form)>) -> Self {
        let cache_control = HeaderValue::from_static(site::cache_control(path));
        Self { content_type: content_type(path), cache_control, plain, encoded }
    }

    /// A page that is in no folder.
    pub(crate) fn page(text: &'static str) -> Self {
        let content = Bytes::from_static(text.as_bytes());
        let digest = Sha256::digest(&content).into();
        Self::new(site::PAGE, Form::of(Stored { path: String::new(), content, digest }), Vec::new())
    }

    /// The answer to a request with these headers: the file, or that the client has it already.
    pub(crate) fn answer(&self, request: &HeaderMap) -> Response {
        let encoded = self.encoded.iter().find(|(name, _)| encoding::takes(request, name));
        let form = encoded.map_or(&self.plain, |(_, form)| form);
        let mut response = Response::default();
        let headers = response.headers_mut();
        headers.insert(ETAG, form.etag.clone());
        headers.insert(CACHE_CONTROL, self.cache_control.clone());
        if !self.encoded.is_empty() {
            headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
        }
        if if_none_match(request).iter().any(|known| is_known(known, &form.etag)) {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            return response;
        }
        headers.insert(CONTENT_TYPE, self.content_type.clone());
        if let Some((name, _)) = encoded {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static(name));
        }
        *response.body_mut() = Body::from(form.content.clone());
        response
    }
}

/// The media type by the ending of a path. Texts are in UTF-8.
fn content_type(path: &str) -> HeaderValue {
    let found = mime_guess::from_path(path).first_or_octet_stream();
    let is_text =
        found.type_() == "text" || ["json", "xml"].iter().any(|it| found.essence_str().ends_with(it));
    let text = if is_text { format!("{found}; charset=utf-8") } else { found.to_string() };
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static("application/octet-stream"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_the_media_type_of_its_ending() {
        for (path, expected) in [
            ("/index.html", "text/html; charset=utf-8"),
            ("/assets/app-1f.js", "text/javascript; charset=utf-8"),
            ("/assets/app-1f.css", "text/css; charset=utf-8"),
            ("/site.webmanifest", "application/manifest+json; charset=utf-8"),
            ("/icon.svg", "image/svg+xml; charset=utf-8"),
            ("/icon.png", "image/png"),
            ("/favicon.ico", "image/x-icon"),
            ("/assets/font-1f.woff2", "font/woff2"),
            ("/LICENSE", "application/octet-stream"),
        ] {
            assert_eq!(content_type(path), expected, "{path}");
        }
    }

    #[test]
    fn compressed_forms_belong_to_their_file_and_strangers_are_files_themselves() {
        let names = ["app.js.gz", "app.js", "app.js.br", "photo.br"];
        let stored = |path: &str| Stored { path: path.to_owned(), content: Bytes::new(), digest: [0; 32] };
        let files = by_path(names.map(stored).into());
        let encodings = |it: &File| it.encoded.iter().map(|(name, _)| *name).collect::<Vec<_>>();
        let found: Vec<_> = files.iter().map(|(path, file)| (path.as_str(), encodings(file))).collect();
        assert_eq!(found, [("/app.js", vec!["br", "gzip"]), ("/photo.br", vec![])]);
    }
}
