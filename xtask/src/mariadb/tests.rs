use std::fs;
use std::path::Path;

use super::*;
use crate::daemon::localhost;

fn alive(pid: u32) -> bool {
    Path::new("/proc").join(pid.to_string()).exists()
}

#[test]
fn a_server_answers_and_is_gone_with_its_data_when_dropped() {
    let server = Server::start(Options::TESTS).unwrap();
    let (address, pid, data) = (localhost(server.port()), server.pid().unwrap(), server.data_dir());
    assert!(greets(address));
    assert!(data.join("mysql").is_dir());
    assert_eq!(server.url(), format!("mysql://root@127.0.0.1:{}", server.port()));

    drop(server);
    assert!(!alive(pid));
    assert!(!greets(address));
    assert!(!data.exists());
}

#[test]
fn a_server_comes_back_on_the_same_port_with_the_same_data() {
    let mut server = Server::start(Options::TESTS).unwrap();
    let (port, pid) = (server.port(), server.pid().unwrap());
    let kept = server.data_dir().join("kept");
    fs::create_dir(&kept).unwrap();

    server.restart().unwrap();
    assert_ne!(server.pid(), Some(pid));

    server.kill();
    assert_eq!(server.pid(), None);
    assert!(!greets(localhost(server.port())));

    server.restart().unwrap();
    assert_eq!(server.port(), port);
    assert!(greets(localhost(server.port())));
    assert!(kept.is_dir());

    server.stop().unwrap();
    assert_eq!(server.pid(), None);
}

#[test]
fn a_paused_server_accepts_but_does_not_answer() {
    let mut server = Server::start(Options::TESTS).unwrap();
    server.pause().unwrap();
    assert!(TcpStream::connect(localhost(server.port())).is_ok());
    assert!(!greets(localhost(server.port())));

    server.resume().unwrap();
    assert!(greets(localhost(server.port())));

    server.pause().unwrap();
    server.stop().unwrap();
}
