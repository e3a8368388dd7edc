use super::*;

const PLAIN: Moto = Moto { identity: None };

fn answers(server: &Server) -> bool {
    PLAIN.answers(server.address())
}

/// Sends a request to Parameter Store and returns the response's status.
fn call(server: &Server, action: &str, body: &str) -> u16 {
    let target = format!("AmazonSSM.{action}");
    let headers = [
        ("X-Amz-Target", target.as_str()),
        ("Content-Type", "application/x-amz-json-1.1"),
        ("Authorization", "AWS4-HMAC-SHA256 Credential=testing/20261120/us-west-2/ssm/aws4_request"),
    ];
    http::send(server.address(), "POST", "/", &headers, body).unwrap().status
}

#[test]
fn several_servers_run_at_once_and_each_is_gone_when_dropped() {
    let (one, other) = (Server::start().unwrap(), Server::start().unwrap());
    assert_ne!(one.port(), other.port());
    assert!(answers(&one) && answers(&other));
    assert_eq!(one.url(), format!("http://127.0.0.1:{}", one.port()));

    let address = one.address();
    drop(one);
    assert!(!PLAIN.answers(address));
    assert!(answers(&other));
}

#[test]
fn a_server_comes_back_on_the_same_port() {
    let mut server = Server::start().unwrap();
    let port = server.port();
    server.kill();
    assert_eq!(server.pid(), None);
    assert!(!answers(&server));

    server.restart().unwrap();
    assert_eq!(server.port(), port);
    assert!(answers(&server));

    server.stop().unwrap();
    assert!(!answers(&server));
}

#[test]
fn a_reset_server_has_forgotten() {
    let server = Server::start().unwrap();
    let put = r#"{"Name": "/petclinic/kept", "Value": "yes", "Type": "String"}"#;
    let get = r#"{"Name": "/petclinic/kept"}"#;
    assert_eq!(call(&server, "PutParameter", put), 200);
    assert_eq!(call(&server, "GetParameter", get), 200);

    server.reset().unwrap();
    assert_eq!(call(&server, "GetParameter", get), 400);
}
