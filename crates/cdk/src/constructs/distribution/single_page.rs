use cdk_aws::cloudfront::function::{FunctionConfig, Runtime};
use cdk_aws::{cloudfront, kinds};
use cdk_core::{Element, Scope, Val};
use serde_json::Value;

use crate::constructs::name::unique_name;

/// One page for all paths that are no files'.
pub(super) struct SinglePage {
    pub(super) page: String,
    /// All paths that begin with this are those of files.
    pub(super) files_below: Option<String>,
}

impl SinglePage {
    /// An edge function that maps paths to the page.
    pub(super) fn function(&self, scope: &Scope) -> Val<kinds::cloudfront::FunctionArn> {
        let scope = scope.child("SinglePage");
        let page = Value::from(self.page.as_str());
        let is_no_file = self.files_below.as_deref().map_or_else(String::new, |prefix| {
            format!("request.uri.indexOf({}) !== 0 && ", Value::from(prefix))
        });
        let code = format!(
            "function handler(event) {{\n  var request = event.request;\n  var last = request.uri.split('/').pop();\n  \
             if ({is_no_file}last.indexOf('.') < 0) request.uri = {page};\n  return request;\n}}\n"
        );
        let config =
            FunctionConfig::new().comment("one page for all paths").runtime(Runtime::CloudfrontJs2_0);
        let function = cloudfront::Function::new()
            .function_code(code)
            .function_config(config)
            .name(unique_name(&scope, 64))
            .auto_publish(true);
        let function = scope.add("Resource", function);
        Element::attribute(&function, "FunctionARN")
    }
}
