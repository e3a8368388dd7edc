//! `genai`: the assistant as a Lambda function, behind API Gateway or a function URL.

mod gateway;

use std::io::Write;
use std::process::ExitCode;
use std::sync::Arc;

use boot::{Assembled, Function, Parts, Place, Program};
use contract::service::Service;
use contract::settings::{Provider, ServiceSettings};
use db::Stream;
use genai::bedrock::{Bedrock, BedrockSettings};
use genai::offline::Offline;
use genai::{Assistant, Cookies, Limits, Mind};

/// Runs it without AWS, for development: the offline assistant over a database in memory.
const OFFLINE: &str = "PETCLINIC_OFFLINE";

const PROGRAM: Program =
    Program { service: Service::Genai, version: env!("CARGO_PKG_VERSION"), stream: Stream::Genai, assemble };

fn main() -> ExitCode {
    let ran = boot::runtime().map_err(lambda_http::Error::from).and_then(|it| it.block_on(run()));
    match ran {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "genai: {error}");
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "a function has no command line")]
async fn run() -> Result<(), lambda_http::Error> {
    let offline = std::env::var(OFFLINE).is_ok_and(|it| it == "true");
    let Function { edge, settings } = Function::start(&PROGRAM, &Place { env: None, offline }).await?;
    let service = gateway::service(edge);
    if settings.assistant.streaming {
        lambda_http::run_with_streaming_response(service).await
    } else {
        lambda_http::run(service).await
    }
}

fn assemble(parts: Parts) -> Assembled {
    let Parts { db, peers, clock, settings, aws } = parts;
    let bedrock = aws
        .filter(|_| settings.assistant.provider == Provider::Bedrock)
        .map(|aws| Arc::new(Bedrock::new(&aws, BedrockSettings::from(&settings.assistant))));
    let mind = match &bedrock {
        Some(bedrock) => Mind { model: bedrock.clone(), embedder: bedrock.clone() },
        None => Mind { model: Arc::new(Offline), embedder: Arc::new(Offline) },
    };
    let assistant = Assistant::new(db, &peers, clock, mind, Cookies::Secure);
    let tuned = assistant.clone();
    let tune = move |settings: &ServiceSettings| {
        tuned.tune(Limits::from(&settings.assistant));
        if let Some(bedrock) = &bedrock {
            bedrock.tune(BedrockSettings::from(&settings.assistant));
        }
    };
    Assembled::new(assistant.router()).work(assistant.work()).tune(tune)
}
