//! `genai`: the assistant as a Lambda function, behind API Gateway or a function URL.

mod gateway;

use std::io::Write;
use std::process::ExitCode;

use assistant_model::AssistantModels;
use aws_config::BehaviorVersion;
use boot::{HttpFunction, Parts, Place};
use contract::settings::Provider;
use genai::bedrock::{Bedrock, BedrockSettings};
use genai::openai::{OpenAi, OpenAiSettings};
use genai::{Cookies, LiveModels};
use settings::SecretStore;
use settings::aws::SdkConfig;

/// Runs the function without AWS, for development: settings from the environment, the database in memory.
const OFFLINE: &str = "PETCLINIC_OFFLINE";

/// Exit code for wrong settings: `EX_CONFIG` of `sysexits.h`.
const WRONG_SETTINGS: u8 = 78;

/// The settings choose Amazon Bedrock, but the function runs without AWS.
#[derive(Debug, thiserror::Error)]
#[error(
    "invalid settings: assistant.provider must be openai where {OFFLINE} is true, with assistant.url and assistant.model; the \
     offline assistant is part of petclinic and not of this function"
)]
struct NoModel;

fn main() -> ExitCode {
    let ran = boot::runtime().map_err(lambda_http::Error::from).and_then(|it| it.block_on(run()));
    match ran {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "genai: {error}");
            let of_start = error.downcast_ref::<boot::Error>().map(boot::Error::exit_code);
            let no_model = error.is::<NoModel>().then_some(WRONG_SETTINGS);
            ExitCode::from(of_start.or(no_model).unwrap_or(1))
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "a function has no command line")]
async fn run() -> Result<(), lambda_http::Error> {
    let offline = std::env::var(OFFLINE).is_ok_and(|it| it == "true");
    let description = genai::description(Cookies::Secure, models);
    let place = Place { env: None, offline };
    let HttpFunction { edge, settings } = HttpFunction::start(&description, &place).await?;
    if offline && settings.assistant.provider == Provider::Bedrock {
        return Err(NoModel.into());
    }
    let service = gateway::service(edge);
    if settings.assistant.streaming {
        lambda_http::run_with_streaming_response(service).await
    } else {
        lambda_http::run(service).await
    }
}

/// The models that the settings choose, and how they follow live settings.
fn models(Parts { settings, aws, .. }: &Parts) -> LiveModels {
    let settings = &settings.assistant;
    match settings.provider {
        Provider::Bedrock => {
            // Unused without AWS: `run` has returned an error by then.
            let aws = aws
                .clone()
                .unwrap_or_else(|| SdkConfig::builder().behavior_version(BehaviorVersion::latest()).build());
            let bedrock = Bedrock::new(&aws, BedrockSettings::from(settings));
            LiveModels::new(AssistantModels::of(bedrock.clone()), move |it| {
                bedrock.tune(BedrockSettings::from(it));
            })
        }
        Provider::OpenAi => {
            let openai = OpenAi::new(OpenAiSettings::from(settings), aws.as_ref().map(SecretStore::new));
            LiveModels::new(AssistantModels::of(openai.clone()), move |it| {
                openai.tune(OpenAiSettings::from(it));
            })
        }
    }
}
