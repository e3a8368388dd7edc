//! The web site at the front door: which file answers which path, and with which headers. The site of these tests is a folder of their
//! own, so that they need no Node.js.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;

use ::site::Site;
use contract::site;
use db::Dialect;
use db::testing::Scratch;
use reqwest::Method;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::harness::Clinic;
use crate::http::Reply;
use crate::program::Program;

const PAGE: &str = "<!doctype html><title>Clinic</title><script type=module src=/assets/app-1f.js></script>";
const SCRIPT: &str = "document.title = 'Clinic'";
/// The paths of pages, which only a script in the browser knows.
const PAGES: [&str; 5] = ["/", "/owners", "/owners/6/pets", "/calendar?day=2026-05-20", "/nothing/of/ours/"];

/// A clinic with a site, beside which there is a file that is none of it.
struct SiteHarness {
    clinic: Clinic,
    _scratch: Scratch,
    _folder: TempDir,
}

impl SiteHarness {
    async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("secret.txt"), "hush").unwrap();
        let dist = folder.path().join("dist");
        fs::create_dir_all(dist.join("assets")).unwrap();
        for (path, content) in [
            ("index.html", PAGE),
            ("favicon.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>"),
            ("assets/app-1f.js", SCRIPT),
            // Nobody looks into these: a form is known by its name.
            ("assets/app-1f.js.br", "brotli of the script"),
            ("assets/app-1f.js.gz", "gzip of the script"),
            ("assets/photo-2e.png", &"p".repeat(5000)),
        ] {
            fs::write(dist.join(path), content).unwrap();
        }
        let scratch = Scratch::open(Dialect::Sqlite).await;
        let clinic = Clinic::open_with_site(&scratch, Site::in_folder(&dist).unwrap()).await;
        Self { clinic, _scratch: scratch, _folder: folder }
    }
}

/// Sends a path as it stands, which a client of HTTP would tidy up.
async fn raw(address: SocketAddr, path: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = [b"GET ", path, b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"].concat();
    stream.write_all(&request).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_path_that_no_file_and_no_service_has_is_answered_by_the_page() {
    let site = SiteHarness::open().await;
    for path in PAGES {
        let page = site.clinic.get(path).await.expect(200);
        assert_eq!(
            (page.text.as_str(), page.header("content-type")),
            (PAGE, Some("text/html; charset=utf-8")),
            "{path}"
        );
        assert_eq!(page.header("cache-control"), Some("no-cache"), "{path}");
    }
    let script = site.clinic.get("/assets/app-1f.js").await.expect(200);
    assert_eq!(
        (script.text.as_str(), script.header("content-type")),
        (SCRIPT, Some("text/javascript; charset=utf-8"))
    );
    let icon = site.clinic.get("/favicon.svg").await.expect(200);
    assert_eq!(icon.header("content-type"), Some("image/svg+xml; charset=utf-8"));
    let photo = site.clinic.get_with("/assets/photo-2e.png", ("accept-encoding", "gzip")).await.expect(200);
    assert_eq!((photo.header("content-encoding"), photo.header("content-length")), (None, Some("5000")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_file_is_not_the_page_and_the_services_keep_their_errors() {
    let site = SiteHarness::open().await;
    for path in ["/assets/app-00.js", "/assets/none", "/favicon.ico", "/assets/app-1f.js.br", "/owners/a.b"] {
        assert_eq!(site.clinic.get(path).await.problem(404)["path"], path);
    }
    for path in [
        "/api",
        "/api/nothing",
        "/api/customers/owners/",
        "/api/customers/owners/99",
        "/internal/nothing",
        "/admin/x",
    ] {
        let reply = site.clinic.get(path).await;
        assert_eq!(reply.problem(404)["path"], path);
        assert_eq!(reply.header("content-security-policy"), None, "{path}");
    }
    site.clinic.get("/health").await.expect(200);
    site.clinic.send(Method::DELETE, "/api/vets/vets", None, "").await.problem(405);
    site.clinic.send(Method::DELETE, "/api/nothing", None, "").await.problem(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_of_the_site_has_the_headers_that_cloudfront_gives_it() {
    let site = SiteHarness::open().await;
    let expected = [
        (
            "content-security-policy",
            "default-src 'self'; img-src 'self' data:; style-src 'self'; object-src 'none'; base-uri 'self'; \
             form-action 'self'; frame-ancestors 'none'",
        ),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "strict-origin-when-cross-origin"),
    ];
    assert_eq!(site::HEADERS, expected, "layer 11 says the same, which its own test holds");
    let has_them = |reply: &Reply, what: &str| {
        for (name, value) in expected {
            assert_eq!(reply.header(name), Some(value), "{what}");
        }
        // Without TLS it must not be said.
        assert_eq!(reply.header("strict-transport-security"), None, "{what}");
    };
    for path in PAGES.into_iter().chain(["/assets/app-1f.js", "/favicon.svg", "/assets/none"]) {
        has_them(&site.clinic.get(path).await, path);
    }
    let tag = site.clinic.get("/").await.etag();
    has_them(&site.clinic.get_with("/", ("if-none-match", &tag)).await.expect(304), "not modified");
    has_them(&site.clinic.send(Method::POST, "/owners", None, "").await, "a method that it does not know");
    let script = site.clinic.get("/assets/app-1f.js").await;
    assert_eq!(script.header("cache-control"), Some("public, max-age=31536000, immutable"));
    assert_eq!(site.clinic.get("/favicon.svg").await.header("cache-control"), Some("no-cache"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_comes_in_the_smallest_form_that_the_client_takes() {
    let site = SiteHarness::open().await;
    let mut tags = Vec::new();
    for (accepted, encoding, content) in [
        ("gzip, deflate, br, zstd", Some("br"), "brotli of the script"),
        ("gzip", Some("gzip"), "gzip of the script"),
        ("br;q=0, gzip;q=0.2", Some("gzip"), "gzip of the script"),
        ("identity", None, SCRIPT),
    ] {
        let script =
            site.clinic.get_with("/assets/app-1f.js", ("accept-encoding", accepted)).await.expect(200);
        assert_eq!(
            (script.header("content-encoding"), script.text.as_str()),
            (encoding, content),
            "{accepted}"
        );
        assert_eq!(script.header("vary"), Some("accept-encoding"), "{accepted}");
        assert_eq!(script.header("content-type"), Some("text/javascript; charset=utf-8"), "{accepted}");
        tags.push(script.etag());
    }
    tags.sort_unstable();
    tags.dedup();
    assert_eq!(tags.len(), 3, "each form has a tag of its own: {tags:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_has_a_file_is_not_sent_it_again_and_one_that_asks_for_the_head_gets_no_more() {
    let site = SiteHarness::open().await;
    for path in ["/owners/6", "/assets/app-1f.js"] {
        let whole = site.clinic.get(path).await.expect(200);
        for known in [whole.etag(), format!("\"other\", W/{}", whole.etag()), "*".to_owned()] {
            let again = site.clinic.get_with(path, ("if-none-match", &known)).await.expect(304);
            assert_eq!((again.text.as_str(), again.etag()), ("", whole.etag()), "{path}");
            assert_eq!(again.header("cache-control"), whole.header("cache-control"), "{path}");
        }
        site.clinic.get_with(path, ("if-none-match", "\"other\"")).await.expect(200);
        let head = Reply::of(site.clinic.request(Method::HEAD, path)).await.expect(200);
        for name in ["content-type", "content-length", "etag", "cache-control", "content-security-policy"] {
            assert_eq!(head.header(name), whole.header(name), "{path}: {name}");
        }
        assert_eq!(head.header("content-length"), Some(whole.text.len().to_string().as_str()));
        assert_eq!(head.text, "");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_can_only_be_read() {
    let site = SiteHarness::open().await;
    for method in [Method::POST, Method::PUT, Method::DELETE, Method::PATCH] {
        let reply = site.clinic.send(method, "/owners/6", None, "x").await;
        reply.problem(405);
        assert_eq!(reply.header("allow"), Some("GET,HEAD"));
    }
    let options = site.clinic.send(Method::OPTIONS, "/", None, "").await.expect(204);
    assert_eq!(options.header("allow"), Some("GET,HEAD"));
}

#[tokio::test(flavor = "multi_thread")]
async fn no_path_leads_out_of_the_site() {
    let site = SiteHarness::open().await;
    let paths: [&[u8]; 12] = [
        b"/../secret.txt",
        b"/assets/../../secret.txt",
        b"/..%2fsecret.txt",
        b"/%2e%2e/secret.txt",
        b"/%2e%2e%2fsecret.txt",
        b"/..%5csecret.txt",
        b"/..\\secret.txt",
        b"/assets/..%2f..%2fsecret.txt",
        b"//etc/passwd",
        b"/secret.txt%00.html",
        b"/index.html%00",
        b"/..;/secret.txt",
    ];
    for path in paths {
        let answer = raw(site.clinic.address(), path).await;
        let path = String::from_utf8_lossy(path);
        assert!(!answer.contains("hush") && !answer.contains("root:"), "{path}: {answer}");
        let status = &answer[9..12];
        let is_page = status == "200" && answer.ends_with(PAGE);
        assert!(is_page || ["400", "404"].contains(&status), "{path}: {answer}");
    }
    let nul = raw(site.clinic.address(), b"/secret.txt\0").await;
    assert!(nul.is_empty() || nul.starts_with("HTTP/1.1 400"), "{nul}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clinic_without_a_site_says_how_to_get_it_and_has_the_api() {
    let scratch = Scratch::open(Dialect::Sqlite).await;
    let empty = tempfile::tempdir().unwrap();
    // What a build that failed has left.
    fs::write(empty.path().join("app.js"), SCRIPT).unwrap();
    for folder in [empty.path(), Path::new("/nowhere/at/all")] {
        let clinic = Clinic::open_with_site(&scratch, Site::in_folder(folder).unwrap_or_default()).await;
        let page = clinic.get("/").await.expect(200);
        assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
        assert_eq!(page.header("x-frame-options"), Some("DENY"));
        assert!(page.text.contains("cargo xtask run") && page.text.contains("Node.js"), "{}", page.text);
        assert!(page.text.contains("href=\"/api/docs\""), "{}", page.text);
        for path in ["/app.js", "/owners/6", "/favicon.ico"] {
            clinic.get(path).await.problem(404);
        }
        clinic.get("/api/docs").await.expect(200);
        clinic.stop().await;
    }
}

#[tokio::test]
async fn requests_for_the_site_are_counted_and_logged_under_one_name() {
    let program = Program::start(["--database", "sqlite::memory:", "--log-requests", "all"]).await;
    for path in ["/", "/owners/Franklin", "/assets/Franklin.js"] {
        program.http.get(path).await;
    }
    let metrics = program.http.get("/metrics").await.expect(200).text;
    let count = |line: &&str| {
        line.starts_with("http_server_requests_seconds_count") && line.contains("uri=\"/{*file}\"")
    };
    let counted: f64 = metrics
        .lines()
        .filter(count)
        .map(|line| line.rsplit_once(' ').unwrap().1.parse::<f64>().unwrap())
        .sum();
    assert!((counted - 3.0).abs() < 0.1, "{metrics}");
    assert!(!metrics.contains("Franklin"), "{metrics}");
    program.signal(rustix::process::Signal::TERM);
    let (_, _, log) = program.end().await;
    assert_eq!(log.matches("path=/{*file}").count(), 3, "{log}");
    assert!(!log.contains("Franklin"), "{log}");
}
