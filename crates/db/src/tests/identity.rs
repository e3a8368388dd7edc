//! Who a server is, as far as its certificate proves it.

use std::fs::write;
use std::path::Path;
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use tempfile::tempdir;
use xtask::mariadb::{Identity, Options, Server};

use crate::{Db, Error, Limits, Login, ServerOptions, Tls};

/// A certificate authority: what it signs with, and its own certificate as PEM.
fn authority(name: &str) -> (Issuer<'static, KeyPair>, String) {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    let certificate = params.self_signed(&key).unwrap().pem();
    (Issuer::new(params, key), certificate)
}

/// Issues the certificate of `localhost`, and no other name, until a year.
fn issue(identity: &Identity, issuer: &Issuer<'static, KeyPair>, until: i32) {
    let mut params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    params.not_after = date_time_ymd(until, 1, 1);
    let key = KeyPair::generate().unwrap();
    write(&identity.certificate, params.signed_by(&key, issuer).unwrap().pem()).unwrap();
    write(&identity.key, key.serialize_pem()).unwrap();
}

async fn open(server: &Server, host: &str, tls: Tls) -> Result<Db, Error> {
    let options = ServerOptions {
        host: host.to_owned(),
        port: server.port(),
        schema: "clinic".to_owned(),
        reader_host: None,
        tls,
        credentials: Arc::new(Login::new("root", "")),
    };
    Db::open_server(options, &Limits::default()).await
}

async fn cipher(db: &Db) -> String {
    let sql =
        "select variable_value from information_schema.session_status where variable_name = 'ssl_cipher'";
    let Db::MySql(cluster) = db else { panic!("only a server") };
    let mut lease = cluster.writer.lease().await.unwrap();
    sqlx::query_scalar(sql).fetch_one(lease.start().unwrap()).await.unwrap()
}

fn is_distrusted(opened: Result<Db, Error>, why: &str) {
    let error = opened.err().expect(why);
    assert!(matches!(error, Error::Failed(_)), "{error}");
    assert!(error.to_string().contains(why), "{why}: {error}");
}

#[tokio::test]
async fn a_server_is_let_near_a_password_only_if_its_certificate_is_right() {
    let folder = tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    let identity = Identity { certificate: file("certificate.pem"), key: file("key.pem") };
    let (issuer, certificate) = authority("ours");
    issue(&identity, &issuer, 2090);
    let mut server = Server::start(Options { identity: Some(identity.clone()), ..Options::TESTS }).unwrap();
    let ca = Tls::VerifyIdentity { ca: certificate.clone().into() };

    let db = open(&server, "localhost", ca.clone()).await.unwrap();
    db.check().await.unwrap();
    assert!(cipher(&db).await.starts_with("TLS_"), "{}", cipher(&db).await);
    write(file("ca.pem"), &certificate).unwrap();
    open(&server, "localhost", Tls::verify(&file("ca.pem")).unwrap()).await.unwrap();

    is_distrusted(open(&server, "127.0.0.1", ca.clone()).await, "certificate not valid for name");
    let other = Tls::VerifyIdentity { ca: authority("another").1.into() };
    is_distrusted(open(&server, "localhost", other).await, "UnknownIssuer");
    is_distrusted(open(&server, "localhost", Tls::rds()).await, "UnknownIssuer");

    let db = open(&server, "127.0.0.1", Tls::Required).await.unwrap();
    assert!(cipher(&db).await.starts_with("TLS_"));
    let db = open(&server, "127.0.0.1", Tls::Off).await.unwrap();
    assert_eq!(cipher(&db).await, "");

    issue(&identity, &issuer, 2020);
    server.restart().unwrap();
    is_distrusted(open(&server, "localhost", ca).await, "certificate expired");
}

#[tokio::test]
async fn a_server_without_encryption_is_refused_where_it_is_required() {
    let server = Server::start(Options::TESTS).unwrap();
    for tls in [Tls::Required, Tls::rds()] {
        is_distrusted(open(&server, "127.0.0.1", tls).await, "server does not support TLS");
    }
}

#[test]
fn a_file_without_certificates_is_named() {
    let missing = Tls::verify(Path::new("/no/such/ca.pem")).unwrap_err().to_string();
    assert!(missing.contains("`/no/such/ca.pem` cannot be read"), "{missing}");
    let folder = tempdir().unwrap();
    let file = folder.path().join("ca.pem");
    write(&file, "-----BEGIN PRIVATE KEY-----").unwrap();
    let wrong = Tls::verify(&file).unwrap_err().to_string();
    assert!(wrong.contains("has no PEM certificate"), "{wrong}");
}
