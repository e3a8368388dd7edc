use super::*;
use clap::CommandFactory;

#[test]
fn the_command_line_is_consistent() {
    Arguments::command().debug_assert();
}

#[test]
fn without_arguments_it_listens_on_loopback_and_has_sample_data() {
    let arguments = Arguments::parse_from(["petclinic"]);
    assert_eq!(arguments.address().to_string(), "127.0.0.1:8080");
    assert_eq!(arguments.seed(), Seed::Sample);
}

#[test]
fn a_bad_database_url_is_refused_without_telling_its_password() {
    let arguments = Arguments::parse_from(["petclinic", "--database", "postgres://me:secret@host/x"]);
    let told = arguments.database().unwrap_err().to_string();
    assert!(told.contains("postgres") && !told.contains("secret"), "{told}");
}

#[test]
fn a_bad_address_for_notifications_is_refused_without_telling_it() {
    let parse = |name, url| Arguments::parse_from(["petclinic", name, url]).notified();
    assert!(parse("--notify-webhook", "https://pager.example/hush").is_ok());
    assert!(parse("--notify-slack", "").is_ok());
    let told = parse("--notify-slack", "http://hooks.example/hush").unwrap_err().to_string();
    assert!(told.contains("slack") && told.contains("https://") && !told.contains("hush"), "{told}");
}

#[test]
fn an_endpoint_goes_with_a_model_and_without_bedrock() {
    let url = ["petclinic", "--assistant-url", "http://127.0.0.1:11434/v1"];
    let parse = |more: &[&str]| Arguments::try_parse_from(url.iter().chain(more));
    assert!(parse(&["--assistant-model", "llama3.1"]).is_ok());
    for (more, named) in [
        (&[][..], "--assistant-model"),
        (&["--assistant-model", ""], "--assistant-model"),
        (&["--assistant-model", "llama3.1", "--bedrock"], "--bedrock"),
    ] {
        let told = parse(more).err().unwrap().to_string();
        assert!(told.contains(named), "{told}");
    }
    let alone = Arguments::try_parse_from(["petclinic", "--assistant-model", "llama3.1"]);
    assert!(alone.err().unwrap().to_string().contains("--assistant-url"));
}

#[test]
fn the_examples_fit_into_a_narrow_terminal() {
    let widest = EXAMPLES.lines().map(|it| it.chars().count()).max().unwrap();
    assert!(widest <= 80, "clap would break lines of {widest} characters anywhere");
}

#[test]
fn an_origin_is_a_scheme_and_a_host() {
    assert!(origin("https://clinic.example:8443").is_ok());
    for bad in ["clinic.example", "https://clinic.example/path", "ftp://clinic.example", "https://", "*"] {
        assert!(origin(bad).is_err(), "{bad}");
    }
}
