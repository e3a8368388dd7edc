//! Fetches logins, one request at a time; a fetch goes on when those who wait for it have given up.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::timeout;

use super::{Credentials, Login};
use crate::error::{BoxError, is_refused_login};

/// How long the opening of a connection waits for an answer. An answer that takes longer is waited for without keeping
/// the place of a connection.
const PATIENCE: Duration = Duration::from_millis(25);
/// After how long a question is asked anew: more than any store of secrets takes.
const LONGEST: Duration = Duration::from_secs(30);

type LoginResult = Result<Login, Arc<dyn std::error::Error + Send + Sync>>;
/// The answer to a question, none until there is one.
type Asked = watch::Receiver<Option<LoginResult>>;

/// Where the pools of a server have their logins from.
pub(crate) struct Source {
    credentials: Arc<dyn Credentials>,
    last: Mutex<Option<Asked>>,
}

impl Source {
    pub(crate) fn new(credentials: Arc<dyn Credentials>) -> Self {
        Self { credentials, last: Mutex::default() }
    }

    /// The login to use now, or the one that is to replace it.
    pub(crate) async fn current(&self) -> Result<Login, sqlx::Error> {
        self.ask(None).await
    }

    /// Another login than the one that was refused, or the same if there is no other yet.
    pub(crate) async fn other_than(&self, refused: &Login) -> Result<Login, sqlx::Error> {
        self.ask(Some(refused)).await
    }

    async fn ask(&self, refused: Option<&Login>) -> Result<Login, sqlx::Error> {
        let mut asked = self.asked(refused);
        let answer = match timeout(PATIENCE, asked.wait_for(Option::is_some)).await {
            Ok(Ok(answer)) => answer.clone(),
            Ok(Err(_)) => Some(Err(Arc::from(BoxError::from("asking for it failed")))),
            Err(_) => None,
        };
        match answer {
            Some(Ok(login)) => Ok(login),
            Some(Err(error)) => Err(NoLogin(format!("there is no login for the database: {error}")).into()),
            None => Err(NoLogin("the login for the database is being asked for".to_owned()).into()),
        }
    }

    /// The question under way, whatever it is, or else this one.
    fn asked(&self, refused: Option<&Login>) -> Asked {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(asked) = last.as_ref().filter(|it| it.borrow().is_none() && it.has_changed().is_ok()) {
            return asked.clone();
        }
        let (answering, asked) = watch::channel(None);
        let question = question(self.credentials.clone(), refused.cloned());
        tokio::spawn(async move {
            let answer = timeout(LONGEST, question).await;
            let answer = answer.unwrap_or_else(|_| Err(format!("no answer in {LONGEST:?}").into()));
            answering.send_replace(Some(answer.map_err(Arc::from)));
        });
        last.insert(asked).clone()
    }
}

async fn question(credentials: Arc<dyn Credentials>, refused: Option<Login>) -> Result<Login, BoxError> {
    let current = credentials.current().await?;
    match refused {
        // Another was refused as well, and has had it renewed meanwhile.
        Some(refused) if refused == current => credentials.renew(&refused).await,
        _ => Ok(current),
    }
}

/// There is no login now.
#[derive(Debug)]
struct NoLogin(String);

impl fmt::Display for NoLogin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for NoLogin {}

impl From<NoLogin> for sqlx::Error {
    fn from(error: NoLogin) -> Self {
        Self::Configuration(error.into())
    }
}

/// True if a connection was not opened for want of a login that the server takes.
pub(crate) fn lacks_login(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Configuration(error) => error.is::<NoLogin>(),
        error => is_refused_login(error),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use tokio::task::JoinSet;
    use tokio::time::{advance, sleep};

    use super::*;
    use crate::login::LoginFuture;

    /// Answers after a time, with a password that counts the renewals.
    struct Slow {
        takes: Duration,
        asked: AtomicU32,
        renewed: AtomicU32,
    }

    impl Slow {
        fn new(takes: Duration) -> Arc<Self> {
            Arc::new(Self { takes, asked: AtomicU32::new(0), renewed: AtomicU32::new(0) })
        }
    }

    fn login(number: u32) -> Login {
        Login::new("vet", number.to_string())
    }

    impl Credentials for Slow {
        fn current(&self) -> LoginFuture<'_> {
            Box::pin(async { Ok(login(self.renewed.load(Ordering::Relaxed))) })
        }

        fn renew<'a>(&'a self, _refused: &'a Login) -> LoginFuture<'a> {
            Box::pin(async {
                self.asked.fetch_add(1, Ordering::Relaxed);
                sleep(self.takes).await;
                Ok(login(self.renewed.fetch_add(1, Ordering::Relaxed) + 1))
            })
        }
    }

    #[tokio::test(start_paused = true)]
    async fn many_who_are_refused_ask_once_and_the_question_outlives_them() {
        let slow = Slow::new(Duration::from_secs(3));
        let source = Arc::new(Source::new(slow.clone()));
        let mut waiting = JoinSet::new();
        for _ in 0..16 {
            let source = source.clone();
            waiting.spawn(async move { source.other_than(&login(0)).await });
        }
        while let Some(given_up) = waiting.join_next().await {
            assert!(lacks_login(&given_up.unwrap().unwrap_err()));
        }
        // The refused one is not handed out again while another is fetched.
        assert!(lacks_login(&source.current().await.unwrap_err()));
        sleep(Duration::from_secs(3)).await;
        assert_eq!(source.current().await.unwrap(), login(1));
        assert_eq!(source.other_than(&login(0)).await.unwrap(), login(1), "one that is refused late");
        assert_eq!(slow.asked.load(Ordering::Relaxed), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn a_question_without_an_answer_is_asked_anew_after_a_while() {
        let slow = Slow::new(Duration::from_secs(3600));
        let source = Source::new(slow.clone());
        source.other_than(&login(0)).await.unwrap_err();
        advance(LONGEST - PATIENCE * 2).await;
        source.other_than(&login(0)).await.unwrap_err();
        assert_eq!(slow.asked.load(Ordering::Relaxed), 1);
        sleep(PATIENCE * 2).await;
        source.other_than(&login(0)).await.unwrap_err();
        assert_eq!(slow.asked.load(Ordering::Relaxed), 2);
    }
}
