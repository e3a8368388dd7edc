//! Holds the queued behaviours, the rules and the recorded requests.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::behaviour::Behaviour;
use crate::demo;
use crate::request::{Operation, Request};

pub(crate) type Predicate = Box<dyn Fn(&Request) -> bool + Send + Sync>;

/// Queued behaviours, rules and past requests.
#[derive(Default)]
pub(crate) struct Script(Mutex<State>);

#[derive(Default)]
struct State {
    conversations: VecDeque<Behaviour>,
    vectors: VecDeque<Behaviour>,
    rules: Vec<(Predicate, Behaviour)>,
    requests: Vec<Request>,
    calls: u64,
}

impl Script {
    pub(crate) fn queue(&self, operation: Operation, times: usize, behaviour: Behaviour) {
        let mut state = self.state();
        state.queue(operation).extend(std::iter::repeat_n(behaviour, times));
    }

    pub(crate) fn rule(&self, fits: Predicate, behaviour: Behaviour) {
        self.state().rules.push((fits, behaviour));
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        self.state().requests.clone()
    }

    pub(crate) fn keep(&self, request: &Request) {
        self.state().requests.push(request.clone());
    }

    /// Chooses the behaviour for a request.
    pub(crate) fn behaviour(&self, request: &Request) -> Behaviour {
        let mut state = self.state();
        let queued = state.queue(request.operation).pop_front();
        let rule = || state.rules.iter().find(|(fits, _)| fits(request)).map(|(_, it)| it.clone());
        queued.or_else(rule).unwrap_or_else(|| Behaviour::Answer(demo::answer(request)))
    }

    /// A fresh id for a tool call.
    pub(crate) fn call_id(&self) -> String {
        let mut state = self.state();
        state.calls += 1;
        format!("tooluse_{:022}", state.calls)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn queue(&mut self, operation: Operation) -> &mut VecDeque<Behaviour> {
        if operation.makes_vectors() { &mut self.vectors } else { &mut self.conversations }
    }
}

impl fmt::Debug for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Script").field("requests", &self.requests().len()).finish_non_exhaustive()
    }
}
