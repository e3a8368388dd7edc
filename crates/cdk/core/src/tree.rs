//! The arena of all constructs of an app.

mod draft;
mod state;

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::atomic::{AtomicU32, Ordering};

pub(crate) use self::draft::Draft;
use self::state::States;
use crate::annotation::{Acknowledgement, Annotation};
use crate::aspect::Aspect;
use crate::context::{Context, Missing};
use crate::cross_region::CrossRegionReferences;
use crate::element::ResourceData;
use crate::policy::TagChange;
use crate::stack::StackData;
use crate::{Environment, Json};

/// Identifies a construct; ids from different apps never compare equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId {
    tree: u32,
    index: usize,
}

/// How many levels a construct may be below the app.
const DEEPEST: usize = 256;

pub(crate) struct Tree {
    number: u32,
    /// None where a synthesis declared a construct and has ended; no other construct gets that place.
    nodes: RefCell<Vec<Option<Node>>>,
    pub(crate) context: Context,
    pub(crate) cross_region: Option<Box<dyn CrossRegionReferences>>,
    pub(crate) missing: RefCell<BTreeMap<String, Missing>>,
    pub(crate) errors: RefCell<Vec<Problem>>,
    is_draft: Cell<bool>,
}

/// A mistake in the app, at the construct that made it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}: {message}", if path.is_empty() { "app" } else { path })]
pub struct Problem {
    pub path: String,
    pub message: String,
}

#[derive(Clone, Default)]
pub(crate) struct Node {
    pub(crate) id: String,
    pub(crate) parent: Option<NodeId>,
    /// Levels below the app.
    depth: usize,
    /// Whether it was moved up here because its place is too deep, which is recorded as a mistake.
    moved: bool,
    pub(crate) children: Vec<NodeId>,
    pub(crate) by_id: BTreeMap<String, NodeId>,
    pub(crate) data: Data,
    /// The type that made the construct, for `tree.json`.
    pub(crate) made_by: Option<&'static str>,
    pub(crate) logical_id: Option<String>,
    pub(crate) depends_on: BTreeSet<NodeId>,
    pub(crate) tags: BTreeMap<String, TagChange>,
    pub(crate) aspects: Vec<Aspect>,
    pub(crate) annotations: Vec<Annotation>,
    pub(crate) acknowledgements: Vec<Acknowledgement>,
    states: States,
}

/// A construct's own entry in the assembly or the template.
#[derive(Clone, Default)]
pub(crate) enum Data {
    #[default]
    Construct,
    Stage(Environment),
    Stack(Box<StackData>),
    Resource(Box<ResourceData>),
    /// An entry of a template's section, such as `Parameters` or `Outputs`.
    Entry(Section, BTreeMap<Cow<'static, str>, Json>),
    /// A condition, whose body is an intrinsic function.
    Condition(Json),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Section {
    Mappings,
    Outputs,
    Parameters,
}

impl Tree {
    pub(crate) fn new(context: Context, cross_region: Option<Box<dyn CrossRegionReferences>>) -> Rc<Self> {
        // Distinguishes trees and is never shown.
        static TREES: AtomicU32 = AtomicU32::new(0);
        let root = Node::default();
        Rc::new(Self {
            number: TREES.fetch_add(1, Ordering::Relaxed),
            nodes: RefCell::new(vec![Some(root)]),
            context,
            cross_region,
            missing: RefCell::default(),
            errors: RefCell::default(),
            is_draft: Cell::new(false),
        })
    }

    pub(crate) fn root(&self) -> NodeId {
        NodeId { tree: self.number, index: 0 }
    }

    /// Whether the construct is of another app, or of an earlier synthesis of this one.
    pub(crate) fn is_foreign(&self, node: NodeId) -> bool {
        self.get(&self.nodes.borrow(), node).is_none()
    }

    fn get<'a>(&self, nodes: &'a [Option<Node>], node: NodeId) -> Option<&'a Node> {
        if node.tree == self.number { nodes.get(node.index)?.as_ref() } else { None }
    }

    fn get_mut<'a>(&self, nodes: &'a mut [Option<Node>], node: NodeId) -> Option<&'a mut Node> {
        if node.tree == self.number { nodes.get_mut(node.index)?.as_mut() } else { None }
    }

    /// Adds a construct. An id that is taken or empty is recorded as a mistake, and the construct gets a spare one; one that is nested too
    /// deep goes beside its parent.
    pub(crate) fn add(&self, parent: NodeId, id: &str) -> NodeId {
        let mut id = id.replace('/', "--");
        let (depth, moved, above) = self.read(parent, |node| (node.depth, node.moved, node.parent));
        if let Some(above) = above.filter(|_| depth >= DEEPEST) {
            if !moved {
                self.problem(
                    parent,
                    format!("constructs below this one are nested deeper than {DEEPEST} levels"),
                );
            }
            let number = self.read(above, |node| node.children.len());
            return self.insert(above, format!("{id}Moved{number}"), true);
        }
        if id.is_empty() {
            self.problem(parent, "a construct below this one has an empty id".to_owned());
            id = "Nameless".to_owned();
        }
        let taken = self.read(parent, |node| node.by_id.contains_key(&id));
        if taken {
            self.problem(parent, format!("there is already a construct named `{id}` below this one"));
            id = self.read(parent, |node| {
                let spare = |number: &usize| !node.by_id.contains_key(&format!("{id}Again{number}"));
                format!("{id}Again{}", (1..).find(spare).unwrap_or_default())
            });
        }
        self.insert(parent, id, false)
    }

    fn insert(&self, parent: NodeId, id: String, moved: bool) -> NodeId {
        let depth = self.read(parent, |node| node.depth) + 1;
        let mut nodes = self.nodes.borrow_mut();
        let new = NodeId { tree: self.number, index: nodes.len() };
        nodes.push(Some(Node { id: id.clone(), parent: Some(parent), depth, moved, ..Node::default() }));
        if let Some(parent) = self.get_mut(&mut nodes, parent) {
            parent.children.push(new);
            parent.by_id.insert(id, new);
        }
        new
    }

    /// Reads a construct. A foreign one reads as an empty construct.
    pub(crate) fn read<T>(&self, node: NodeId, read: impl FnOnce(&Node) -> T) -> T {
        let nodes = self.nodes.borrow();
        match self.get(&nodes, node) {
            Some(node) => read(node),
            None => read(&Node::default()),
        }
    }

    /// Reads the data of resources at once, as threads can that cannot have the tree.
    pub(crate) fn read_resources<T>(
        &self,
        wanted: &[NodeId],
        read: impl FnOnce(Vec<Option<&ResourceData>>) -> T,
    ) -> T {
        let nodes = self.nodes.borrow();
        let data = |node: &NodeId| match &self.get(&nodes, *node)?.data {
            Data::Resource(data) => Some(data.as_ref()),
            _ => None,
        };
        read(wanted.iter().map(data).collect())
    }

    pub(crate) fn write<T>(&self, node: NodeId, write: impl FnOnce(&mut Node) -> T) -> T {
        let mut nodes = self.nodes.borrow_mut();
        match self.get_mut(&mut nodes, node) {
            Some(node) => write(node),
            None => write(&mut Node::default()),
        }
    }

    pub(crate) fn problem(&self, node: NodeId, message: String) {
        self.problem_at(self.path(node), message);
    }

    pub(crate) fn problem_at(&self, path: String, message: String) {
        self.errors.borrow_mut().push(Problem { path, message });
    }

    /// The node and its ancestors, innermost first.
    pub(crate) fn ancestors(&self, node: NodeId) -> Vec<NodeId> {
        let nodes = self.nodes.borrow();
        self.upwards(&nodes, node).collect()
    }

    fn upwards<'a>(&'a self, nodes: &'a [Option<Node>], node: NodeId) -> impl Iterator<Item = NodeId> + 'a {
        std::iter::successors(Some(node), |node| self.get(nodes, *node)?.parent)
    }

    /// The node and all below it, in the order of their ids.
    pub(crate) fn below(&self, node: NodeId) -> Vec<NodeId> {
        let nodes = self.nodes.borrow();
        let mut found = vec![node];
        let mut next = 0;
        while let Some(at) = found.get(next).copied() {
            next += 1;
            found.extend(self.get(&nodes, at).into_iter().flat_map(|node| node.by_id.values()));
        }
        found
    }

    /// Ids from the app down, joined by `/`; the app itself has the empty path.
    pub(crate) fn path(&self, node: NodeId) -> String {
        let nodes = self.nodes.borrow();
        let mut ids: Vec<&str> = self
            .upwards(&nodes, node)
            .filter_map(|node| Some(self.get(&nodes, node)?.id.as_str()))
            .filter(|id| !id.is_empty())
            .collect();
        ids.reverse();
        ids.join("/")
    }

    /// The stack a construct is in, itself included.
    pub(crate) fn stack_of(&self, node: NodeId) -> Option<NodeId> {
        let nodes = self.nodes.borrow();
        let is_stack = |node: &Node| matches!(node.data, Data::Stack(_));
        self.upwards(&nodes, node).find(|node| self.get(&nodes, *node).is_some_and(is_stack))
    }

    /// The stage a construct is in, or the app.
    pub(crate) fn stage_of(&self, node: NodeId) -> NodeId {
        let nodes = self.nodes.borrow();
        let is_stage = |node: &Node| matches!(node.data, Data::Stage(_)) || node.parent.is_none();
        let stage = self.upwards(&nodes, node).find(|node| self.get(&nodes, *node).is_none_or(is_stage));
        stage.unwrap_or_else(|| self.root())
    }

    pub(crate) fn is_in(&self, node: NodeId, scope: NodeId) -> bool {
        self.upwards(&self.nodes.borrow(), node).any(|node| node == scope)
    }
}
