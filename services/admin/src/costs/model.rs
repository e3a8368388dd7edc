//! What the assistant's model costs for each conversation.

use contract::admin::Amount;
use contract::genai::AssistantHealth;
use contract::service::Service;
use prices::Prices;
use reqwest::Url;

use super::unknown;
use crate::Admin;
use crate::instances::store::Source;
use crate::reach::Question;
use crate::usage::{Used, What};

/// The longest answer to the question which model answers, in bytes.
const LONGEST: usize = 16 * 1024;
const MILLION: f64 = 1e6;

/// The cost of a conversation since counting began.
pub(super) async fn conversation(state: &Admin, used: &Used) -> Amount {
    let amount = |what| used.amount(Service::Genai, what);
    let (conversations, tokens_in, tokens_out) =
        (amount(What::Conversations), amount(What::TokensIn), amount(What::TokensOut));
    if state.tariff.runs_on_aws {
        return unknown(
            "on AWS the assistant's tokens are counted in CloudWatch, which this admin server does not ask",
        );
    }
    if conversations == 0 {
        return unknown("no conversation was counted yet");
    }
    if tokens_in + tokens_out == 0 {
        return unknown("no tokens were counted: no model was asked, or it does not say what it takes");
    }
    let Some(model) = model(state).await else {
        return unknown("the assistant does not say which model answers");
    };
    let Some(prices) = &state.tariff.prices else { return unknown("the list prices cannot be read") };
    priced(prices, &model, conversations, (tokens_in, tokens_out))
}

fn priced(
    prices: &Prices,
    model: &AssistantHealth,
    conversations: i64,
    (read, written): (i64, i64),
) -> Amount {
    let AssistantHealth { provider, model, .. } = model;
    let price = |of: &str| prices.find(&format!("{provider}.{model}.{of}"));
    let (Some(price_in), Some(price_out)) = (price("in"), price("out")) else {
        return unknown(format!("the price of a token of {model} by {provider} is not known"));
    };
    let usd = (read as f64 * price_in.usd + written as f64 * price_out.usd) / MILLION;
    let day = price_in.day.as_str().min(&price_out.day);
    Amount {
        usd: Some(usd / conversations as f64),
        basis: format!(
            "{read} tokens in and {written} out of {model} for {conversations} conversations, at list prices of us-west-2, known to hold on {day}"
        ),
    }
}

/// Which model answers now, as the assistant says.
async fn model(state: &Admin) -> Option<AssistantHealth> {
    let known = state.instances.list(Some(Service::Genai.name()), None, 1);
    let assistant = known.first().filter(|it| it.registration.source == Source::Discovery.as_str())?;
    let base = Url::parse(assistant.registration.service_url.as_deref()?).ok()?;
    let url = base.join(contract::genai::HEALTH).ok()?;
    let question = Question::get(url, state.live().poll_timeout, LONGEST);
    let answer = state.reach.ask(&assistant.registration, question).await.ok()?;
    serde_json::from_slice(&answer.body).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_conversation_costs_its_tokens_if_their_price_is_known() {
        let prices = Prices::read().unwrap();
        let mut model = AssistantHealth {
            status: "UP".to_owned(),
            service: "genai".to_owned(),
            provider: "bedrock".to_owned(),
            model: "anthropic.claude-3-haiku-20240307-v1:0".to_owned(),
            timestamp: String::new(),
        };
        let amount = priced(&prices, &model, 10, (2_000_000, 400_000));
        assert!((amount.usd.unwrap() - 0.1).abs() < 1e-9, "{}", amount.basis);
        model.provider = "openai".to_owned();
        let amount = priced(&prices, &model, 10, (2_000_000, 400_000));
        assert!(amount.usd.is_none() && amount.basis.contains("openai"), "{}", amount.basis);
    }
}
