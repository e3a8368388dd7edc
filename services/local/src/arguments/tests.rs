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
    let parse = |name, url| Arguments::parse_from(["petclinic", name, url]).console(None);
    assert!(parse("--notify-webhook", "https://pager.example/hush").is_ok());
    assert!(parse("--notify-slack", "").is_ok());
    let told = parse("--notify-slack", "http://hooks.example/hush").unwrap_err().to_string();
    assert!(told.contains("slack") && told.contains("https://") && !told.contains("hush"), "{told}");
}

#[test]
fn an_issuer_goes_with_a_client_and_is_safe() {
    let parse = |issuer: &str, client: &[&str]| {
        Arguments::try_parse_from(["petclinic", "--oidc-issuer", issuer].iter().chain(client))
    };
    let client = ["--oidc-client-id", "console", "--oidc-client-secret", "hush"];
    let arguments = parse("https://login.example/realms/clinic", &client).unwrap();
    let issuer = arguments.console(None).unwrap().issuer.unwrap();
    assert_eq!((issuer.client_id.as_str(), issuer.groups_claim.as_str()), ("console", "groups"));
    assert!(parse("http://127.0.0.1:9/", &client).is_ok());
    assert!(parse("https://login.example/", &[]).is_err());
    for bad in
        ["", "login.example", "http://login.example/", "http://127.0.0.1.evil.example/", "https://a/?b"]
    {
        assert!(parse(bad, &client).is_err(), "{bad}");
    }
    let public_url = |it| Arguments::try_parse_from(["petclinic", "--public-url", it]);
    assert!(public_url("https://clinic.example").is_ok() && public_url("https://clinic.example/a").is_err());
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
