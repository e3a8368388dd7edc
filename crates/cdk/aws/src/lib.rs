//! Every resource type of AWS CloudFormation, typed: required properties before all others, enums as enums, references by kind.
//!
//! ```ignore
//! let vpc = stack.add("Vpc", ec2::Vpc::new().cidr_block("10.0.0.0/16"));
//! let subnet = stack.add("Subnet", ec2::Subnet::new().vpc_id(vpc.vpc_id()).cidr_block("10.0.0.0/24"));
//! ```
//!
//! - A module for each service, behind a feature of its name (`cloudformation` is always there); `ec2::subnet` holds the property types and enums of `ec2::Subnet`.
//! - Names are AWS's in Rust's writing: `AWS::RDS::DBCluster` is `rds::DbCluster`, `KmsKeyId` is `kms_key_id`. A name that Rust
//!   or the handle has for something else ends with an underscore: `type_`.
//! - `new` asks for the required properties one by one, in the order of their names ([`Need`]). All others follow in any order.
//! - A declared resource ([`Resource`]) gives its attributes, each of a kind ([`kinds`]). A property that refers to something takes
//!   its kind or one of a set of kinds ([`refs`]), and no other; text takes all of them.
//! - `cdk_core::given` takes a literal where a kind or an enum is wanted.
//!
//! The modules of the services, [`kinds`] and [`refs`] are written by `cargo xtask codegen`. This crate knows values and elements of
//! `cdk-core`, and nothing of stacks, assemblies or files.

#[macro_use]
mod table;
pub mod kinds;
mod need;
pub mod refs;
mod resource;
mod schema;
mod services;
mod tag;

pub use self::need::Need;
pub use self::resource::Resource;
pub use self::schema::{schema_of, type_names, versions};
pub use self::services::*;
pub use self::tag::Tag;
