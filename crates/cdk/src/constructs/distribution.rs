mod behaviour;
mod headers;
mod origin;
mod single_page;

use std::collections::BTreeMap;
use std::ops::Deref;

use cdk_aws::cloudfront::distribution::{
    CacheBehavior, CustomErrorResponse, DefaultCacheBehavior, DistributionConfig, FunctionAssociation,
    HttpVersion, Logging, MinimumProtocolVersion, PriceClass, SslSupportMethod, ViewerCertificate,
    ViewerProtocolPolicy,
};
use cdk_aws::{Resource, cloudfront, kinds};
use cdk_core::{Construct, IntoVal, Scope, Val, given, text};

pub use self::behaviour::Behaviour;
pub use self::headers::SecurityHeaders;
pub use self::origin::Origin;
use self::single_page::SinglePage;
use super::{BucketHandle, Metric, PolicyStatement, WebAclHandle};

/// A CloudFront distribution of files and APIs: HTTPS only, with security headers.
///
/// Makes: `AWS::CloudFront::Distribution`; for each bucket an `AWS::CloudFront::OriginAccessControl`, and a statement in the
/// bucket's policy that lets this distribution read; with [`security_headers`](Self::security_headers) an
/// `AWS::CloudFront::ResponseHeadersPolicy`; for a [`single_page_app`](Self::single_page_app) an `AWS::CloudFront::Function`.
///
/// ```
/// use cdk::constructs::{Bucket, Distribution, Origin};
/// # let app = cdk::App::new();
/// # let stack = app.stack("S", cdk::Environment::agnostic());
/// let files = stack.add("Files", Bucket::new());
/// let site = stack.add("Cdn", Distribution::of(Origin::bucket(&files)).not_found_page("/404.html"));
/// stack.add("Url", cdk::Output::new(site.url()));
/// ```
#[must_use = "nothing is made of it before it is added to something"]
pub struct Distribution {
    default: Behaviour,
    others: Vec<(String, Behaviour)>,
    root: Option<String>,
    not_found: Option<String>,
    single_page: Option<SinglePage>,
    security_headers: Option<SecurityHeaders>,
    certificate: Option<(Vec<String>, Val<kinds::certificatemanager::CertificateArn>)>,
    minimum_tls: MinimumProtocolVersion,
    price_class: Option<PriceClass>,
    web_acl: Option<WebAclHandle>,
    logs: Option<(BucketHandle, String)>,
    comment: Option<String>,
}

impl Distribution {
    /// The default behaviour.
    pub fn of(default: impl Into<Behaviour>) -> Self {
        Self {
            default: default.into(),
            others: Vec::new(),
            root: Some("index.html".to_owned()),
            not_found: None,
            single_page: None,
            security_headers: None,
            certificate: None,
            minimum_tls: MinimumProtocolVersion::Tlsv1_2_2021,
            price_class: None,
            web_acl: None,
            logs: None,
            comment: None,
        }
    }

    /// Adds a behaviour for the paths of a pattern, such as `/api/*`; earlier ones win.
    pub fn at(mut self, pattern: impl Into<String>, behaviour: impl Into<Behaviour>) -> Self {
        self.others.push((pattern.into(), behaviour.into()));
        self
    }

    /// The file for the path `/`; `index.html` unless given.
    pub fn root_object(mut self, name: impl Into<String>) -> Self {
        self.root = Some(name.into());
        self
    }

    /// For origins that answer `/` themselves.
    pub fn without_root_object(mut self) -> Self {
        self.root = None;
        self
    }

    /// The page for files that are not there. Answers of an API with 404 get it, too; its other errors stay as they are, unless
    /// the distribution is [without a root object](Self::without_root_object).
    pub fn not_found_page(mut self, path: impl Into<String>) -> Self {
        self.not_found = Some(path.into());
        self
    }

    /// Answers paths without a dot in their last part with this page, such as `/index.html`, for a client-side router. A file that is
    /// missing is 404. Other behaviours, such as that of an API, keep their errors.
    pub fn single_page_app(mut self, page: impl Into<String>) -> Self {
        self.single_page = Some(SinglePage { page: page.into(), files_below: None });
        self
    }

    /// As [`single_page_app`](Self::single_page_app), but all paths that begin with `prefix`, such as `/assets/`, are those of files.
    pub fn single_page_app_with_files_below(
        mut self,
        prefix: impl Into<String>,
        page: impl Into<String>,
    ) -> Self {
        self.single_page = Some(SinglePage { page: page.into(), files_below: Some(prefix.into()) });
        self
    }

    /// The security headers of all answers; those of AWS's own policy unless given.
    pub fn security_headers(mut self, headers: SecurityHeaders) -> Self {
        self.security_headers = Some(headers);
        self
    }

    /// Names of its own, and a certificate for them that was issued in us-east-1.
    pub fn domain_names(
        mut self,
        names: impl IntoIterator<Item = impl Into<String>>,
        certificate: impl IntoVal<kinds::certificatemanager::CertificateArn>,
    ) -> Self {
        self.certificate = Some((names.into_iter().map(Into::into).collect(), certificate.into_val()));
        self
    }

    /// The oldest TLS it speaks with names of its own; 1.2 unless given.
    pub fn minimum_tls(mut self, version: MinimumProtocolVersion) -> Self {
        self.minimum_tls = version;
        self
    }

    /// The price class: the parts of the world that serve it; all of them unless given.
    pub fn price_class(mut self, class: PriceClass) -> Self {
        self.price_class = Some(class);
        self
    }

    /// Protects it by a web ACL, made by [`WebAcl::for_cloudfront`](super::WebAcl::for_cloudfront).
    pub fn web_acl(mut self, acl: &WebAclHandle) -> Self {
        self.web_acl = Some(acl.clone());
        self
    }

    /// Writes a log of all requests to a bucket, below a prefix.
    pub fn logs_to(mut self, bucket: &BucketHandle, prefix: impl Into<String>) -> Self {
        self.logs = Some((bucket.clone(), prefix.into()));
        self
    }

    pub fn comment(mut self, text: impl Into<String>) -> Self {
        self.comment = Some(text.into());
        self
    }

    /// Whether it may list its buckets. Only then a bucket answers 404 for a missing file, rather than 403.
    /// Not without a root object: then `/` would be the list.
    const fn lists(&self) -> bool {
        (self.not_found.is_some() || self.single_page.is_some()) && self.root.is_some()
    }

    fn configure(&self, mut config: DistributionConfig) -> DistributionConfig {
        if let Some(root) = &self.root {
            config = config.default_root_object(root);
        }
        if let Some(page) = &self.not_found {
            let codes: &[u16] = if self.lists() { &[404] } else { &[403, 404] };
            let answers = codes.iter().map(|code| {
                CustomErrorResponse::new().error_code(*code).response_code(404).response_page_path(page)
            });
            config = config.custom_error_responses(answers.collect::<Vec<_>>());
        }
        if let Some((names, certificate)) = &self.certificate {
            let certificate = ViewerCertificate::new()
                .acm_certificate_arn(certificate)
                .minimum_protocol_version(self.minimum_tls)
                .ssl_support_method(SslSupportMethod::SniOnly);
            config = config.aliases(names.clone()).viewer_certificate(certificate);
        }
        if let Some(class) = self.price_class {
            config = config.price_class(class);
        }
        if let Some(acl) = &self.web_acl {
            config = config.web_acl_id(acl.arn());
        }
        if let Some((bucket, prefix)) = &self.logs {
            bucket.take_lists();
            if let Some(key) = bucket.key() {
                let delivery = PolicyStatement::allow(["kms:GenerateDataKey*"]).on(["*"]);
                key.add_to_policy(delivery.by("delivery.logs.amazonaws.com"));
            }
            config = config.logging(Logging::new().bucket(bucket.domain_name()).prefix(prefix));
        }
        if let Some(comment) = &self.comment {
            config = config.comment(comment);
        }
        config
    }
}

impl Construct for Distribution {
    type Output = DistributionHandle;

    fn create(self, scope: &Scope) -> DistributionHandle {
        let headers = match &self.security_headers {
            Some(headers) => headers.policy(scope),
            None => given(headers::MANAGED).into_val(),
        };
        let mut origins = BTreeMap::new();
        let mut place = |behaviour: &Behaviour| behaviour.origin.declare(scope, &mut origins);
        let target = place(&self.default);
        let targets: Vec<String> = self.others.iter().map(|(_, behaviour)| place(behaviour)).collect();
        let default = DefaultCacheBehavior::new()
            .target_origin_id(target)
            .viewer_protocol_policy(ViewerProtocolPolicy::RedirectToHttps);
        let mut default = self.default.set_default(default, &headers);
        if let Some(single_page) = &self.single_page {
            let association = FunctionAssociation::new()
                .event_type("viewer-request")
                .function_arn(single_page.function(scope));
            default = default.function_associations([association]);
        }
        let mut config = DistributionConfig::new()
            .default_cache_behavior(default)
            .enabled(true)
            .http_version(HttpVersion::Http2and3)
            .ipv6_enabled(true);
        config = self.configure(config);
        if !self.others.is_empty() {
            let others = self.others.iter().zip(targets).map(|((pattern, behaviour), target)| {
                let cache = CacheBehavior::new()
                    .path_pattern(pattern)
                    .target_origin_id(target)
                    .viewer_protocol_policy("redirect-to-https");
                behaviour.set(cache, &headers)
            });
            config = config.cache_behaviors(others.collect::<Vec<_>>());
        }
        config = config.origins(origins.into_values().collect::<Vec<_>>());
        let distribution = cloudfront::Distribution::new().distribution_config(config);
        let resource = scope.add("Resource", distribution);
        let behaviours = std::iter::once(&self.default).chain(self.others.iter().map(|(_, other)| other));
        behaviours.for_each(|behaviour| behaviour.origin.let_in(&resource, self.lists()));
        DistributionHandle { resource }
    }
}

/// Handle on a [`Distribution`]. Derefs to its resource.
#[derive(Clone, Debug)]
pub struct DistributionHandle {
    resource: Resource<cloudfront::Distribution>,
}

impl DistributionHandle {
    /// `https://` and its name by CloudFront.
    #[must_use]
    pub fn url(&self) -> Val<String> {
        text!("https://{}", self.resource.domain_name())
    }

    #[must_use]
    pub fn arn(&self) -> Val<String> {
        let account = self.resource.stack().account();
        let partition = cdk_core::pseudo::partition();
        text!("arn:{}:cloudfront::{}:distribution/{}", partition, account, self.resource.distribution_id())
    }

    /// A metric of the distribution by CloudWatch's name, which is kept in us-east-1.
    #[must_use]
    pub fn metric(&self, name: &str) -> Metric {
        Metric::new("AWS/CloudFront", name)
            .dimension("DistributionId", self.resource.distribution_id())
            .dimension("Region", "Global")
            .every(300)
    }

    /// Requests.
    #[must_use]
    pub fn requests(&self) -> Metric {
        self.metric("Requests").statistic("Sum").label("requests")
    }

    /// The share of answers that are server errors, in percent.
    #[must_use]
    pub fn server_error_rate(&self) -> Metric {
        self.metric("5xxErrorRate").label("5xx %")
    }
}

impl Deref for DistributionHandle {
    type Target = Resource<cloudfront::Distribution>;

    fn deref(&self) -> &Self::Target {
        &self.resource
    }
}
