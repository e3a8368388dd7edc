//! The core of the construct library: the construct tree, values and tokens, logical ids, and templates in memory.
//!
//! ```
//! use cdk_core::{App, Environment, GenericResource, Output, text};
//!
//! let app = App::new();
//! let pets = app.stack("Pets", Environment::agnostic());
//! let queue = pets.add("Queue", GenericResource::new("AWS::SQS::Queue").set("VisibilityTimeout", 30));
//! let owners = app.stack("Owners", Environment::agnostic());
//! owners.add("Note", Output::new(text!("pets wait in {}", queue.reference::<String>())));
//!
//! // The value crosses by an export and an import, and the stacks are ordered.
//! let synthesis = app.synth()?;
//! assert_eq!(synthesis.order, ["Pets", "Owners"]);
//! assert!(synthesis.root.stacks["Pets"].template["Outputs"].is_object());
//! # Ok::<(), cdk_core::SynthesisError>(())
//! ```
//!
//! - A [`Scope`] is a place in the tree; [`Construct`]s are added to it and give handles. Ids become logical ids by the AWS CDK's rule.
//! - A [`Val`] is a literal or a token; [`IntoVal`] decides at compile time which value fits where.
//! - Nothing panics. The tree records each mistake with the path of its construct, and [`App::synth`] returns them all at once.
//! - The order of declaration does not change the templates, and neither does a second synthesis.
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
mod cross_region;
mod element;
mod environment;
pub mod intrinsic;
mod json;
mod logical_id;
mod mapping;
mod output;
#[doc(hidden)]
pub mod parallel;
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
pub use self::cross_region::{CrossRegionImport, CrossRegionReferences, CrossRegionValue};
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
