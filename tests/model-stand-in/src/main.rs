//! Runs the stand-in for language models on this machine, by default at port 8600.

use std::io::Write;

use anyhow::Context;
use clap::Parser;
use model_stand_in::ModelStandIn;

/// Serves conversations and embeddings as Amazon Bedrock and the OpenAI API do, on loopback, with a small model that calls the tools
/// it is offered. Any credentials, any region and any key will do.
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
    let stand_in = ModelStandIn::start_on(port).await.with_context(|| format!("port {port}"))?;
    writeln!(
        std::io::stdout(),
        "AWS_ENDPOINT_URL_BEDROCK_RUNTIME={}\nPETCLINIC_ASSISTANT_URL={}",
        stand_in.url(),
        stand_in.openai_url()
    )?;
    stand_in.serve().await;
    Ok(())
}
