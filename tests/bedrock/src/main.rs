//! A stand-in for Amazon Bedrock on this machine: `AWS_ENDPOINT_URL_BEDROCK_RUNTIME=http://127.0.0.1:8600`.

use std::io::Write;

use anyhow::Context;
use bedrock_stand_in::BedrockStandIn;
use clap::Parser;

/// Serves conversations and embeddings as Amazon Bedrock does, on loopback, with a small model that looks things up by the
/// tools it is offered. Any credentials and any region will do.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Port to listen on; 0 for any that is free
    #[arg(long, default_value_t = 8600)]
    port: u16,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let Arguments { port } = Arguments::parse();
    let stand_in = BedrockStandIn::start_on(port).await.with_context(|| format!("port {port}"))?;
    writeln!(std::io::stdout(), "AWS_ENDPOINT_URL_BEDROCK_RUNTIME={}", stand_in.url())?;
    stand_in.serve().await;
    Ok(())
}
