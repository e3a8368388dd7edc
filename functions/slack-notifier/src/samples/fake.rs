//! A scripted Slack: the test sets its answers in advance.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::Duration;

use http::HeaderMap;
use outbound::{Address, Response};

use crate::slack::{NoAddress, Slack, Wanted};

type Reply = Result<Response, outbound::Error>;

/// The scripted answers, and the posts that arrived.
pub(crate) struct Fake {
    replies: Mutex<VecDeque<Reply>>,
    /// The answer once the others are used up; without one, a further post panics.
    last: Option<Reply>,
    posts: Mutex<Vec<Address>>,
    is_rotated: bool,
    has_address: bool,
}

pub(crate) fn answer(status: u16, text: &str) -> Reply {
    Ok(Response { status, headers: HeaderMap::new(), text: text.to_owned() })
}

fn webhook(name: &str) -> Address {
    Address::parse(&format!("https://{name}.example/hush")).unwrap()
}

impl Fake {
    pub(crate) fn new(replies: impl IntoIterator<Item = Reply>) -> Self {
        let replies = Mutex::new(replies.into_iter().collect());
        Self { replies, last: None, posts: Mutex::default(), is_rotated: false, has_address: true }
    }

    pub(crate) fn always(status: u16) -> Self {
        Self { last: Some(answer(status, "")), ..Self::new([]) }
    }

    /// A Slack whose cached address is out of date.
    pub(crate) fn rotated(self) -> Self {
        Self { is_rotated: true, ..self }
    }

    pub(crate) fn without_address(self) -> Self {
        Self { has_address: false, ..self }
    }

    pub(crate) fn posts(&self) -> usize {
        self.posts.lock().unwrap().len()
    }

    /// The hosts that received the posts.
    pub(crate) fn hosts(&self) -> Vec<String> {
        self.posts.lock().unwrap().iter().map(|it| it.host().to_owned()).collect()
    }
}

impl Slack for Fake {
    async fn address(&self, wanted: Wanted) -> Result<Address, NoAddress> {
        if !self.has_address {
            let (name, rule) = ("petclinic/dev/slack-webhook".to_owned(), "the address is no URL".to_owned());
            return Err(NoAddress::Malformed { name, rule });
        }
        let is_new = self.is_rotated && wanted == Wanted::Fresh;
        Ok(webhook(if is_new { "new" } else { "old" }))
    }

    async fn post(&self, address: &Address, _: &str, _: Duration) -> Reply {
        self.posts.lock().unwrap().push(address.clone());
        let reply = self.replies.lock().unwrap().pop_front();
        reply.or_else(|| self.last.clone()).expect("an answer to each post")
    }
}
