//! What the assistant's model costs for each conversation.

use contract::admin::Amount;
use contract::genai::AssistantHealth;
use contract::service::Service;
use prices::Prices;
use reqwest::Url;

use super::NO_PRICES;
use super::readings::{Readings, Talked};
use super::shared::Latest;
use crate::Admin;
use crate::instances::store::Source;
use crate::reach::Question;
use crate::time::rfc3339;
use crate::usage::{Used, What};

/// The longest answer to the question which model answers, in bytes.
const LONGEST: usize = 16 * 1024;
const MILLION: f64 = 1e6;

/// A model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Model {
    /// Who runs it.
    pub(super) provider: String,
    /// Its name there.
    pub(super) name: String,
}

/// The cost of a conversation since counting began. On AWS CloudWatch counts, elsewhere one of the admin servers.
pub(super) async fn conversation(
    state: &Admin,
    used: &Used,
    readings: &Result<Latest<Readings>, String>,
) -> Amount {
    let Some(prices) = &state.tariff.prices else { return Amount::unknown(NO_PRICES) };
    if state.tariff.runs_on_aws {
        return match readings {
            Ok(latest) => on_aws(prices, &state.tariff.model, &state.tariff.namespace, latest),
            Err(reason) => Amount::unknown(format!(
                "on AWS the assistant's tokens and conversations are counted in CloudWatch: {reason}"
            )),
        };
    }
    let amount = |what| used.amount(Service::Genai, what);
    let talked = Talked {
        conversations: amount(What::Conversations),
        tokens_in: amount(What::TokensIn),
        tokens_out: amount(What::TokensOut),
    };
    if let Some(reason) = missing(talked) {
        return Amount::unknown(reason);
    }
    match model(state).await {
        Some(model) => priced(prices, &model, talked),
        None => Amount::unknown("the assistant does not say which model answers"),
    }
}

fn on_aws(prices: &Prices, model: &Model, namespace: &str, latest: &Latest<Readings>) -> Amount {
    let Readings { asked_at, since, talked, .. } = latest.answer;
    let until = rfc3339(asked_at);
    let Some(since) = since else {
        return Amount::unknown(
            latest.basis(format!("until {until} no conversation was counted in {namespace} of CloudWatch")),
        );
    };
    let mut amount = missing(talked).map_or_else(|| priced(prices, model, talked), Amount::unknown);
    amount.basis =
        latest.basis(format!("from {} until {until} in CloudWatch: {}", rfc3339(since), amount.basis));
    amount
}

/// What is not known of conversations.
fn missing(talked: Talked) -> Option<&'static str> {
    if talked.conversations == 0 {
        Some("no conversation was counted yet")
    } else if talked.tokens_in + talked.tokens_out == 0 {
        Some("no tokens were counted: no model was asked, or it does not say what it takes")
    } else {
        None
    }
}

fn priced(prices: &Prices, model: &Model, talked: Talked) -> Amount {
    let Model { provider, name } = model;
    let Talked { conversations, tokens_in, tokens_out } = talked;
    let price = |of: &str| prices.find(&format!("{provider}.{name}.{of}"));
    let (Some(price_in), Some(price_out)) = (price("in"), price("out")) else {
        return Amount::unknown(format!("the price of a token of {name} by {provider} is not known"));
    };
    let usd = (tokens_in as f64 * price_in.usd + tokens_out as f64 * price_out.usd) / MILLION;
    let day = price_in.day.as_str().min(&price_out.day);
    Amount::known(
        usd / conversations as f64,
        format!(
            "{tokens_in} tokens in and {tokens_out} out of {name} for {conversations} conversations, at list prices of us-west-2, known to hold on {day}"
        ),
    )
}

/// Which model answers now, as the assistant says.
async fn model(state: &Admin) -> Option<Model> {
    let known = state.instances.list(Some(Service::Genai.name()), None, 1);
    let assistant = known.first().filter(|it| it.registration.source == Source::Discovery.as_str())?;
    let base = Url::parse(assistant.registration.service_url.as_deref()?).ok()?;
    let url = base.join(contract::genai::HEALTH).ok()?;
    let question = Question::get(url, state.live().poll_timeout, LONGEST);
    let answer = state.reach.ask(&assistant.registration, question).await.ok()?;
    let AssistantHealth { provider, model, .. } = serde_json::from_slice(&answer.body).ok()?;
    Some(Model { provider, name: model })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TALKED: Talked = Talked { conversations: 10, tokens_in: 2_000_000, tokens_out: 400_000 };

    fn haiku() -> Model {
        let name = "anthropic.claude-3-haiku-20240307-v1:0".to_owned();
        Model { provider: "bedrock".to_owned(), name }
    }

    #[test]
    fn a_conversation_costs_its_tokens_if_their_price_is_known() {
        let prices = Prices::read().unwrap();
        let amount = priced(&prices, &haiku(), TALKED);
        assert_eq!(amount.usd, Some(0.1), "{}", amount.basis);
        let amount = priced(&prices, &Model { provider: "openai".to_owned(), ..haiku() }, TALKED);
        assert!(amount.usd.is_none() && amount.basis.contains("openai"), "{}", amount.basis);
    }

    #[test]
    fn on_aws_a_conversation_costs_what_cloudwatch_counted() {
        let prices = Prices::read().unwrap();
        let of = |since, talked| {
            let latest = Latest::from(Readings { since, talked, asked_at: 7_200, ..Readings::default() });
            on_aws(&prices, &haiku(), "PetClinic/dev", &latest)
        };
        let amount = of(Some(3_600), TALKED);
        assert_eq!(amount.usd, Some(0.1));
        let times = "from 1970-01-01T01:00:00Z until 1970-01-01T02:00:00Z in CloudWatch: 2000000 tokens in";
        assert!(amount.basis.starts_with(times), "{}", amount.basis);
        for (since, talked, why) in [
            (None, Talked::default(), "PetClinic/dev"),
            (Some(0), Talked::default(), "no conversation was counted yet"),
            (Some(0), Talked { tokens_in: 0, tokens_out: 0, ..TALKED }, "no tokens were counted"),
        ] {
            let amount = of(since, talked);
            assert!(amount.usd.is_none() && amount.basis.contains(why), "{}", amount.basis);
        }
    }
}
