//! The core of the construct library: the construct tree, values and tokens, logical ids, and templates in memory.
//!
//! It knows no resource type, no file, no environment variable, no clock and no network: a synthesis is a pure function
//! of the constructs an app declares and the context it is given.

mod annotation;
mod app;
mod aspect;
pub mod asset;
mod bootstrap;
pub mod condition;
pub mod context;
mod element;
mod environment;
pub mod intrinsic;
mod json;
mod logical_id;
mod mapping;
mod output;
mod parameter;
mod policy;
mod resource;
mod scope;
mod stack;
pub mod synth;
mod tree;
mod value;

pub use self::annotation::{Acknowledgement, Annotation, Level};
pub use self::app::{App, Stage};
pub use self::bootstrap::{BOOTSTRAP_VERSION, Bootstrap};
pub use self::condition::Condition;
pub use self::context::{Context, Lookup};
pub use self::element::Element;
pub use self::environment::Environment;
pub use self::intrinsic::{dynamic, pseudo};
pub use self::json::Json;
pub use self::mapping::{Mapping, MappingHandle};
pub use self::output::Output;
pub use self::parameter::Parameter;
pub use self::policy::RemovalPolicy;
pub use self::resource::{GenericResource, Properties, ResourceInfo, ResourceType, TagInfo, TagStyle};
pub use self::scope::{Construct, Scope};
pub use self::stack::Stack;
pub use self::synth::{Synthesis, SynthesisError};
pub use self::tree::{NodeId, Problem};
pub use self::value::{Accepts, Any, Given, IntoVal, Kind, Map, Property, Val, given};
