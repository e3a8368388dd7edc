//! CloudFormation's intrinsic functions and pseudo parameters.

mod text;

pub use self::text::{concat, has_named_hole, holes};
use crate::{Any, Condition, IntoVal, Json, NodeId, Val};

fn call<T: ?Sized>(function: &'static str, arguments: Vec<Json>) -> Val<T> {
    Val::of(Json::call(function, Json::List(arguments)))
}

/// `Fn::Join`: the items with the delimiter between them.
pub fn join(delimiter: impl Into<String>, items: impl IntoVal<Vec<String>>) -> Val<String> {
    call("Fn::Join", vec![delimiter.into().into(), items.into_val().into_json()])
}

/// `Fn::Split`: the parts of a text between delimiters.
pub fn split(delimiter: impl Into<String>, text: impl IntoVal<String>) -> Val<Vec<String>> {
    call("Fn::Split", vec![delimiter.into().into(), text.into_val().into_json()])
}

/// `Fn::Sub` with the placeholders that the text itself names; constructs are better put in by [`text!`](crate::text).
pub fn sub(text: impl Into<String>) -> Val<String> {
    Val::of(Json::call("Fn::Sub", Json::from(text.into())))
}

/// `Fn::Cidr`: `count` blocks of `host_bits` bits for hosts each, cut from an IP block.
pub fn cidr(block: impl IntoVal<String>, count: u32, host_bits: u32) -> Val<Vec<String>> {
    let number = |number: u32| Json::Number(number.into());
    call("Fn::Cidr", vec![block.into_val().into_json(), number(count), number(host_bits)])
}

/// `Fn::GetAZs`: the availability zones of a region, or of the stack's where the name is empty.
pub fn availability_zones(region: impl IntoVal<String>) -> Val<Vec<String>> {
    Val::of(Json::call("Fn::GetAZs", region.into_val().into_json()))
}

/// `Fn::Base64`.
pub fn base64(text: impl IntoVal<String>) -> Val<String> {
    Val::of(Json::call("Fn::Base64", text.into_val().into_json()))
}

/// `Fn::If`: one of two values, by a condition of the same stack.
pub fn when<T: ?Sized>(condition: &Condition, then: impl IntoVal<T>, otherwise: impl IntoVal<T>) -> Val<T> {
    let condition = Json::LogicalId(condition.node());
    call("Fn::If", vec![condition, then.into_val().into_json(), otherwise.into_val().into_json()])
}

/// `Fn::ImportValue`: the value that another stack exports under a name. Values of this app cross by themselves.
pub fn import_value<T: ?Sized>(name: impl IntoVal<String>) -> Val<T> {
    Val::of(Json::call("Fn::ImportValue", name.into_val().into_json()))
}

/// `Fn::FindInMap`.
pub(crate) fn find_in_map(map: NodeId, first: Json, second: Json) -> Val<Any> {
    call("Fn::FindInMap", vec![Json::LogicalId(map), first, second])
}

impl<T> Val<Vec<T>> {
    /// `Fn::Select`: the item at an index, from 0 on. Of a literal list it is the item itself.
    #[must_use]
    pub fn select(&self, index: usize) -> Val<T> {
        if let Some(item) = self.json().as_list().and_then(|items| items.get(index)) {
            return Val::of(item.clone());
        }
        call("Fn::Select", vec![Json::Number(index.into()), self.json().clone()])
    }
}

/// Values CloudFormation fills in at deployment.
pub mod pseudo {
    use crate::{Json, Val};

    fn parameter<T: ?Sized>(name: &'static str) -> Val<T> {
        Val::of(Json::object([("Ref", Json::from(name))]))
    }

    /// `AWS::AccountId`
    #[must_use]
    pub fn account_id() -> Val<String> {
        parameter("AWS::AccountId")
    }

    /// `AWS::Region`
    #[must_use]
    pub fn region() -> Val<String> {
        parameter("AWS::Region")
    }

    /// `AWS::Partition`: `aws`, `aws-cn` or `aws-us-gov`.
    #[must_use]
    pub fn partition() -> Val<String> {
        parameter("AWS::Partition")
    }

    /// `AWS::URLSuffix`: usually `amazonaws.com`.
    #[must_use]
    pub fn url_suffix() -> Val<String> {
        parameter("AWS::URLSuffix")
    }

    /// `AWS::StackName`
    #[must_use]
    pub fn stack_name() -> Val<String> {
        parameter("AWS::StackName")
    }

    /// `AWS::StackId`
    #[must_use]
    pub fn stack_id() -> Val<String> {
        parameter("AWS::StackId")
    }

    /// `AWS::NoValue`: takes the property away, as one arm of [`when`](super::when).
    #[must_use]
    pub fn no_value<T: ?Sized>() -> Val<T> {
        parameter("AWS::NoValue")
    }
}

/// Values CloudFormation fetches from stores at deployment.
pub mod dynamic {
    use crate::{IntoVal, Val, text};

    /// The latest value of a parameter of Systems Manager.
    pub fn ssm(name: impl IntoVal<String>) -> Val<String> {
        text!("{{resolve:ssm:{}}}", name)
    }

    /// A secure parameter of Systems Manager, where a property takes one.
    pub fn ssm_secure(name: impl IntoVal<String>) -> Val<String> {
        text!("{{resolve:ssm-secure:{}}}", name)
    }

    /// One key of a secret that is JSON. The secret's id is its name or ARN.
    pub fn secret(secret_id: impl IntoVal<String>, key: &str) -> Val<String> {
        text!("{{resolve:secretsmanager:{}:SecretString:{}}}", secret_id, key)
    }

    /// A secret that is plain text.
    pub fn secret_text(secret_id: impl IntoVal<String>) -> Val<String> {
        text!("{{resolve:secretsmanager:{}:SecretString}}", secret_id)
    }
}
