//! Handlers of the assistant's routes.

use contract::genai::{Asked, AssistantHealth, ConversationId, Reply};
use contract::routes::{Ask, Chat, RemoveConversation, ShowAssistantHealth, ShowConversation, StreamChat};
use http::header::{HeaderValue, SET_COOKIE};
use web::answer::{Answer, Outcome};
use web::call::Call;
use web::clock::HandlerState;
use web::fault::Fault;

use crate::conversation::{self, LIFETIME, Memory, rfc3339};
use crate::turn::TurnFailure;
use crate::{Assistant, Cookies, store, stream};

/// The original's answer when it cannot reach its model.
const UNAVAILABLE: &str = "Chat is currently unavailable. Please try again later.";

/// The cookie that holds the id of the conversation for the original's page.
const COOKIE: &str = "petclinic-conversation";

/// Takes text and answers text, always with 200, like the original.
pub(crate) async fn chat(assistant: Assistant, call: Call<Chat>) -> Outcome<Chat> {
    let known = call.cookie(COOKIE).and_then(|it| it.parse::<ConversationId>().ok());
    let memory = match known {
        Some(id) => Memory::recall(assistant.db(), id, assistant.clock().seconds()).await,
        None => Ok(None),
    };
    let answered = async {
        let _place = assistant.place()?;
        let memory = match memory? {
            Some(memory) => memory,
            None => Memory::begin()?,
        };
        let asked = Asked { text: call.body, conversation_id: None, consent: None };
        assistant.answer(asked, memory, &mut |_| {}).await
    };
    match answered.await {
        Ok(reply) => {
            let cookie = cookie(&assistant, reply.conversation_id);
            let answer = Answer::text(reply.answer);
            Ok(match cookie {
                Some(cookie) => answer.header(SET_COOKIE, cookie),
                None => answer,
            })
        }
        Err(failure) => {
            tracing::warn!(cause = %failure.cause(), "answered as the original does without a model");
            Ok(Answer::text(UNAVAILABLE.to_owned()))
        }
    }
}

fn cookie(assistant: &Assistant, id: ConversationId) -> Option<HeaderValue> {
    let secure = match assistant.0.cookies {
        Cookies::Plain => "",
        Cookies::Secure => "; Secure",
    };
    let text =
        format!("{COOKIE}={id}; Path=/api/genai; Max-Age={LIFETIME}; HttpOnly; SameSite=Strict{secure}");
    HeaderValue::from_str(&text).ok()
}

pub(crate) async fn ask(assistant: Assistant, call: Call<Ask>) -> Outcome<Ask> {
    let reply = answer(&assistant, call.body).await?;
    Answer::json(&reply)
}

async fn answer(assistant: &Assistant, asked: Asked) -> Result<Reply, Fault> {
    let _place = assistant.place()?;
    let memory = Memory::of(assistant.db(), asked.conversation_id, assistant.clock().seconds()).await?;
    assistant.answer(asked, memory, &mut |_| {}).await.map_err(TurnFailure::into_fault)
}

pub(crate) async fn stream(assistant: Assistant, call: Call<StreamChat>) -> Outcome<StreamChat> {
    // Done before the stream begins: afterwards a refusal could no longer set the status.
    let place = assistant.place()?;
    let memory = Memory::of(assistant.db(), call.body.conversation_id, assistant.clock().seconds()).await?;
    Ok(Answer::events(stream::body(assistant, call.body, memory, place)))
}

pub(crate) async fn show(assistant: Assistant, call: Call<ShowConversation>) -> Outcome<ShowConversation> {
    let now = assistant.clock().seconds();
    let shown = conversation::show(assistant.db(), call.path.conversation_id, now).await?;
    Answer::json(&shown.ok_or_else(conversation::unknown)?)
}

pub(crate) async fn remove(
    assistant: Assistant,
    call: Call<RemoveConversation>,
) -> Outcome<RemoveConversation> {
    if store::remove(assistant.db(), call.path.conversation_id).await? {
        Ok(Answer::empty())
    } else {
        Err(conversation::unknown())
    }
}

pub(crate) async fn health(
    assistant: Assistant,
    _: Call<ShowAssistantHealth>,
) -> Outcome<ShowAssistantHealth> {
    let about = assistant.model().about();
    Answer::json(&AssistantHealth {
        status: "UP".to_owned(),
        service: "genai".to_owned(),
        provider: about.provider.to_owned(),
        model: about.id,
        timestamp: rfc3339(assistant.clock().seconds()),
    })
}
