/// The account and the region a stack is deployed to; either may be left to the deployment.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Environment {
    pub account: Option<String>,
    pub region: Option<String>,
}

impl Environment {
    /// The account and region of the deployer's credentials.
    #[must_use]
    pub const fn agnostic() -> Self {
        Self { account: None, region: None }
    }

    /// A fixed account (12 digits) and region.
    pub fn new(account: impl Into<String>, region: impl Into<String>) -> Self {
        Self { account: Some(account.into()), region: Some(region.into()) }
    }

    /// A fixed region of the deployer's account.
    pub fn in_region(region: impl Into<String>) -> Self {
        Self { account: None, region: Some(region.into()) }
    }

    /// Account and region that are open here come from `outer`.
    pub(crate) fn within(self, outer: &Self) -> Self {
        Self {
            account: self.account.or_else(|| outer.account.clone()),
            region: self.region.or_else(|| outer.region.clone()),
        }
    }

    /// `aws://account/region`, as the cloud assembly names it.
    #[must_use]
    pub fn url(&self) -> String {
        let account = self.account.as_deref().unwrap_or("unknown-account");
        let region = self.region.as_deref().unwrap_or("unknown-region");
        format!("aws://{account}/{region}")
    }
}
